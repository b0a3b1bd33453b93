// Whether a grade that was computed again is the same to the bit, or as near as correct computations are to each other.
import { isDeepStrictEqual } from 'node:util';
import type { Band, Calibration } from '@residual/assignments';
import type { TaskReport } from '@residual/contracts';

export interface ReproductionComparison {
  readonly outcome: 'bit-identical' | 'within the band' | 'different';
  /** Parts of the receipt that the copy could not be given: what they were, and what was used instead. */
  readonly receipt: readonly { readonly part: string; readonly was: string; readonly is: string }[];
  /** What is not the same, in words. */
  readonly differences: readonly string[];
}

/** @param calibration of the assignment's version: its bands are what "near" means */
export function compareReproduction(
  original: readonly TaskReport[],
  copy: readonly TaskReport[],
  calibration: Calibration,
): ReproductionComparison {
  const receipt = new Map<string, { part: string; was: string; is: string }>();
  const differences: string[] = [];
  let isNear = true;
  let isSame = original.length === copy.length;
  if (!isSame) {
    isNear = false;
    differences.push(`${original.length} tasks then, ${copy.length} now`);
  }
  for (const was of original) {
    const is = copy.find(({ task }) => task === was.task);
    if (!is) {
      isSame = isNear = false;
      differences.push(`${was.task}: not graded now`);
      continue;
    }
    for (const part of ['assignmentVersion', 'runtime', 'backend', 'sessions', 'seed'] as const)
      if (was.receipt[part] !== is.receipt[part])
        receipt.set(part, {
          part,
          was: String(was.receipt[part] ?? 'local'),
          is: String(is.receipt[part] ?? 'local'),
        });
    if (isDeepStrictEqual(substance(was), substance(is))) continue;
    isSame = false;
    const found = differencesOf(was, is, calibration.tasks[was.task]);
    differences.push(...found.texts.map((text) => `${was.task}: ${text}`));
    isNear &&= found.isNear;
  }
  const outcome = isSame ? 'bit-identical' : isNear ? 'within the band' : 'different';
  return { outcome, receipt: [...receipt.values()], differences };
}

/** Without how long it took, and without the receipt, which is compared apart. */
const substance = ({ timings: _timings, receipt: _receipt, ...rest }: TaskReport) => rest;

function differencesOf(
  was: TaskReport,
  is: TaskReport,
  bands: Calibration['tasks'][string] | undefined,
): { texts: string[]; isNear: boolean } {
  const texts: string[] = [];
  let isNear = true;
  const differs = (text: string): void => {
    texts.push(text);
    isNear = false;
  };
  if (was.verdict !== is.verdict) differs(`${was.verdict} then, ${is.verdict} now`);
  if (was.points !== is.points) differs(`${was.points} points then, ${is.points} now`);
  for (const check of was.checks) {
    const now = is.checks.find(({ name }) => name === check.name);
    if (now?.status !== check.status)
      differs(`${check.name} ${check.status} then, ${now?.status ?? 'gone'} now`);
    else if (now.figure !== check.figure)
      texts.push(`${check.name}: ${check.figure} then, ${now.figure} now`);
  }
  for (const curve of ['training', 'validation'] as const) {
    const [then, now] = [was.curve?.[curve] ?? [], is.curve?.[curve] ?? []];
    if (isDeepStrictEqual(then, now)) continue;
    const inBand =
      then.length === now.length && then.every((loss, i) => isNearLoss(loss, now[i], bands?.[curve]));
    if (inBand) texts.push(`the ${curve} loss differs within the band`);
    else differs(`the ${curve} loss differs beyond the band`);
  }
  if (texts.length === 0) texts.push('what it printed or said differs');
  return { texts, isNear };
}

/** As far apart, absolutely or relatively, as the reference's own final losses may be. */
function isNearLoss(a: number | null, b: number | null, band: Band | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || !band) return false;
  const relative = band.value === 0 ? 0 : band.band / Math.abs(band.value);
  return Math.abs(a - b) <= Math.max(band.band, relative * Math.abs(a));
}
