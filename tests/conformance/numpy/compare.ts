// What a case came to, beside what it came to in NumPy.

/** `nan`, `inf` and `-inf` have no place in JSON's numbers. */
type NumberText = number | 'nan' | 'inf' | '-inf';

export interface Outcome {
  readonly dtype?: string;
  readonly python?: string;
  readonly shape?: readonly number[];
  readonly values?: readonly NumberText[];
  readonly str?: string;
  readonly repr?: string;
  readonly warnings?: readonly string[];
  readonly parts?: readonly Outcome[];
  readonly error?: string;
  readonly message?: string;
}

export interface Case extends Outcome {
  readonly source: string;
}

export interface CaseGroup {
  readonly group: string;
  /** Relative to an array's largest value; for float32 as many of its own last digits. */
  readonly tolerance: number;
  readonly cases: readonly Case[];
}

/** How many float64 steps a float32 step is. */
const FLOAT32_STEP = 2 ** 29;

const numberOf = (text: NumberText): number =>
  text === 'nan' ? NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : text;

/** There is no uint64 here: sums of unsigned integers are int64. */
const dtypeHere = (dtype: string | undefined): string | undefined => (dtype === 'uint64' ? 'int64' : dtype);

/** What is not as expected, one line each; nothing if all is. Of errors the kind is compared, of all else everything. */
export function differences({ tolerance }: CaseGroup, expected: Case, actual: Outcome): string[] {
  return compare(tolerance, expected, actual).map((line) => `${expected.source}: ${line}`);
}

function compare(tolerance: number, expected: Outcome, actual: Outcome): string[] {
  const said = (what: string, a: unknown, b: unknown): string[] =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${what} ${JSON.stringify(b)}, not ${JSON.stringify(a)}`];
  if (expected.error !== undefined || actual.error !== undefined)
    return said(`error (${actual.message})`, expected.error, actual.error);
  if (expected.parts !== undefined)
    return expected.parts.flatMap((part, i) => compare(tolerance, part, actual.parts?.[i] ?? {}));
  const text = (key: 'str' | 'repr'): string[] =>
    expected[key] === undefined || expected.dtype === 'uint64' ? [] : said(key, expected[key], actual[key]);
  return [
    ...said('dtype', dtypeHere(expected.dtype), actual.dtype),
    ...said('type', expected.python, actual.python),
    ...said('shape', expected.shape, expected.shape === undefined ? undefined : actual.shape),
    ...values(expected, actual, tolerance),
    ...said('warnings', expected.warnings, actual.warnings),
    ...text('str'),
    ...text('repr'),
  ];
}

function values(expected: Outcome, actual: Outcome, tolerance: number): string[] {
  if (expected.values === undefined) return [];
  const wanted = expected.values.map(numberOf);
  const got = (actual.values ?? []).map(numberOf);
  if (wanted.length !== got.length) return [`${got.length} values, not ${wanted.length}`];
  const largest = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  const off = largest * tolerance * (expected.dtype === 'float32' ? FLOAT32_STEP : 1);
  return wanted.flatMap((value, i) => {
    const same = Object.is(value, got[i]) || value === got[i] || Math.abs(value - got[i]) <= off;
    return same ? [] : [`value ${i} ${got[i]}, not ${value}`];
  });
}
