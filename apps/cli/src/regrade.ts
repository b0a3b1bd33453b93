// `residual regrade`: grade again, look at who would gain or lose, then publish or discard.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  discardRegrade,
  listRegrades,
  previewRegrade,
  publishRegrade,
  startRegrade,
  type Regrade,
  type RegradeChange,
  type SettledRegrade,
  type Store,
} from '@residual/store';
import { Decimal } from 'decimal.js';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import {
  actorOf,
  getAssignment,
  getStudents,
  parseId,
  parseReason,
  print,
  table,
  timeText,
  type StaffOptions,
} from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

export interface RegradeOptions extends StaffOptions {
  readonly course: string;
  readonly student?: readonly string[];
  readonly attempt?: readonly string[];
  readonly reason: string;
  readonly wait?: boolean;
}

/** @throws CommandError */
export async function regrade(instance: Instance, slug: string, options: RegradeOptions): Promise<void> {
  const reason = parseReason(options.reason);
  const attemptIds = options.attempt?.map((id) => parseId(id, 'an attempt'));
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const { id: assignmentId } = await getAssignment(store, course, slug);
    const students = options.student && (await getStudents(store, course, options.student));
    const started = await startRegrade(store, {
      assignmentId,
      by: actorOf(options),
      reason,
      attemptIds,
      enrollmentIds: students?.map(({ enrollmentId }) => enrollmentId),
    });
    if (started.kind === 'nothing to grade')
      throw new CommandError(
        `There is nothing to grade again: no submission to ${slug} that this asks for has been graded.`,
      );
    if (started.kind === 'open already')
      throw new CommandError(
        `A regrade of ${slug} waits already: publish or discard it first.\n  residual regrade show ${started.id}`,
      );
    if (options.wait) {
      await untilEnded(store, started.id);
      await show(store, started.id, options);
      return;
    }
    const { id, attempts } = started;
    print(
      options,
      started,
      `Regrade ${id}: ${attempts === 1 ? '1 submission is' : `${attempts} submissions are`} graded again in the background. No grade has changed.\n  residual regrade show ${id}`,
    );
  });
}

/** @throws CommandError */
export async function showRegrade(
  instance: Instance,
  text: string,
  options: StaffOptions & { wait?: boolean },
): Promise<void> {
  const id = parseId(text, 'a regrade');
  await withStore(instance, async (store) => {
    await getRegrade(store, id);
    if (options.wait) await untilEnded(store, id);
    await show(store, id, options);
  });
}

/** @throws CommandError */
export async function showRegrades(
  instance: Instance,
  options: StaffOptions & { course: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const regrades = await listRegrades(store, { courseId: course.id });
    const rows = regrades.map((each) => [
      each.id,
      each.assignment.slug,
      each.state,
      `${each.attempts.ended}/${each.attempts.total}`,
      timeText(each.startedAt, course),
      `${each.reason} (${each.startedBy})`,
    ]);
    print(options, regrades, rows.length > 0 ? table(rows) : `${course.title} has no regrades.`);
  });
}

/** @throws CommandError */
export async function settleRegrade(
  instance: Instance,
  text: string,
  options: StaffOptions & { publish: boolean; reason?: string },
): Promise<void> {
  const id = parseId(text, 'a regrade');
  const request = { id, by: actorOf(options), reason: options.reason };
  await withStore(instance, async (store) => {
    const settled = await (options.publish ? publishRegrade(store, request) : discardRegrade(store, request));
    if (settled.kind !== 'settled') throw new CommandError(refusal(id, settled));
    const results = settled.attempts === 1 ? '1 result' : `${settled.attempts} results`;
    print(
      options,
      settled,
      options.publish
        ? `${results} of the regrade now ${settled.attempts === 1 ? 'counts' : 'count'}. Those before are kept.`
        : `The regrade is discarded. Its ${results} will never count.`,
    );
  });
}

function refusal(id: string, settled: Exclude<SettledRegrade, { kind: 'settled' }>): string {
  if (settled.kind === 'none') return `There is no regrade ${id}.`;
  if (settled.kind === 'settled before') return `The regrade was ${settled.state} before.`;
  return `${settled.left} of its submissions are still being graded. Look again with\n  residual regrade show ${id} --wait`;
}

async function getRegrade(store: Store, id: string): Promise<Regrade> {
  const [found] = await listRegrades(store, { id });
  if (!found) throw new CommandError(`There is no regrade ${id}.`);
  return found;
}

async function untilEnded(store: Store, id: string): Promise<void> {
  for (;;) {
    const { attempts } = await getRegrade(store, id);
    if (attempts.ended === attempts.total) return;
    await sleep(500);
  }
}

async function show(store: Store, id: string, options: StaffOptions): Promise<void> {
  const found = await getRegrade(store, id);
  const changes = found.state === 'open' ? await previewRegrade(store, id, new Date()) : [];
  print(options, { ...found, changes }, [...summary(found), ...preview(found, changes)].join('\n'));
}

function summary({ id, state, assignment, versionHash, attempts }: Regrade): string[] {
  const fault =
    attempts.notGraded > 0
      ? `, ${attempts.notGraded} not graded by our fault (the earlier result stands)`
      : '';
  return [
    `Regrade ${id} of ${assignment.slug} with version ${versionHash.slice(0, 12)}, ${state}`,
    `${attempts.ended} of ${attempts.total} submissions graded again${fault}`,
  ];
}

/** −1 loses, 1 gains. */
const direction = (before: string | null, after: string | null): number =>
  before === after ? 0 : new Decimal(after ?? -1).comparedTo(before ?? -1);

function preview({ id, state }: Regrade, changes: readonly RegradeChange[]): string[] {
  if (state !== 'open') return [];
  const students = [...Map.groupBy(changes, ({ enrollmentId }) => enrollmentId).values()].map((own) => ({
    own: own.filter((each) => each.checks.length > 0 || direction(each.before, each.after) !== 0),
    student: own[0].student,
    grade: own[0].grade,
    way: direction(own[0].grade.before.points, own[0].grade.after.points),
  }));
  const count = (way: number): number => students.filter((each) => each.way === way).length;
  const lines = [`${count(-1)} would lose, ${count(1)} would gain, ${count(0)} would keep their grade.`];
  for (const { student, grade, own, way } of students.toSorted((a, b) => a.way - b.way)) {
    if (way === 0 && own.length === 0) continue;
    lines.push(
      '',
      `${student.name} <${student.email}>: ${grade.before.points ?? '–'} → ${grade.after.points ?? '–'}`,
    );
    if (way !== 0) lines.push(`    ${grade.before.explanation}`, `  → ${grade.after.explanation}`);
    for (const change of own) lines.push(...changeLines(change));
  }
  return [...lines, '', `residual regrade publish ${id}   or   residual regrade discard ${id}`];
}

const changeLines = ({ submissionId, before, after, checks, state }: RegradeChange): string[] => [
  `  submission ${submissionId}: ${before ?? '–'} → ${state === 'graded' ? after : state.replace('_', ' ')}`,
  ...checks.map(
    (each) =>
      `    ${each.task}/${each.check}: ${each.before ?? 'not there'} → ${each.after ?? 'gone'}${each.why === null ? '' : `: ${each.why}`}`,
  ),
];
