// What must hold whatever went wrong, read from the database and the repositories alone.
import { join } from 'node:path';
import { resolveRef } from '@residual/git';
import { getGrade, type Store } from '@residual/store';
import type { PushNote } from './students.ts';
import { MAX_POINTS } from './tiny-assignment.ts';

export interface Findings {
  /** Empty when everything holds. */
  readonly violations: readonly string[];
  readonly submissions: number;
  /** With a fault between their receipt and their result. */
  readonly faulted: number;
  /** Newest attempts by state. */
  readonly states: Readonly<Record<string, number>>;
}

/** Waits until nothing is open any more. @returns what is left when patience ends */
export async function settle(store: Store, patienceMs: number): Promise<number> {
  for (const until = Date.now() + patienceMs; ;) {
    const [pushes, attempts] = await Promise.all([
      store.db.push.count({ where: { confirmedAt: null, voidedAt: null } }),
      store.db.attempt.count({ where: { state: { in: ['queued', 'running'] } } }),
    ]);
    if (pushes + attempts === 0 || Date.now() > until) return pushes + attempts;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export async function inspect(
  store: Store,
  options: {
    readonly gitRoot: string;
    readonly notes: readonly PushNote[];
    readonly faultTimes: readonly number[];
  },
): Promise<Findings> {
  const { gitRoot, notes, faultTimes } = options;
  const violations: string[] = [];
  const pushes = await store.db.push.findMany({
    include: {
      repository: true,
      submissions: { include: { attempts: { include: { results: true }, orderBy: { number: 'asc' } } } },
    },
  });
  const kindOf = new Map(notes.map(({ commit, kind }) => [commit, kind]));
  const confirmed = new Map(
    pushes.filter(({ confirmedAt }) => confirmedAt !== null).map((push) => [push.newCommit, push]),
  );
  for (const { commit, accepted } of notes)
    if (accepted && !confirmed.has(commit))
      violations.push(`lost push: ${commit} was accepted and has no row`);
  for (const { path, pushes: count } of await repositories(store)) {
    const tip = await resolveRef(join(gitRoot, path), 'refs/heads/main');
    if (count > 0 && tip !== null && kindOf.has(tip) && !confirmed.has(tip))
      violations.push(`lost push: the tip ${tip} of ${path} has no row`);
  }
  const states: Record<string, number> = {};
  let submissions = 0;
  let faulted = 0;
  for (const push of confirmed.values()) {
    const kind = kindOf.get(push.newCommit);
    if (kind === undefined) violations.push(`${push.newCommit} was never pushed`);
    if (push.submissions.length !== 1)
      violations.push(`${push.newCommit} has ${push.submissions.length} submissions`);
    for (const { attempts, receivedAt } of push.submissions) {
      submissions += 1;
      const newest = attempts.at(-1);
      states[newest?.state ?? 'none'] = (states[newest?.state ?? 'none'] ?? 0) + 1;
      const ended = newest?.finishedAt?.getTime() ?? Number.POSITIVE_INFINITY;
      if (faultTimes.some((time) => time > receivedAt.getTime() - 1_000 && time < ended)) faulted += 1;
      if (attempts.filter(({ reason }) => reason === 'first').length !== 1)
        violations.push(`${push.newCommit} has not exactly one first attempt`);
      for (const { id, state, results, points } of attempts) {
        if (state === 'queued' || state === 'running') violations.push(`attempt ${id} is still ${state}`);
        if (state !== 'graded' && (results.length > 0 || points !== null))
          violations.push(`attempt ${id} is ${state} and has a result`);
        if (state !== 'graded') continue;
        const expected = kind === 'correct' ? MAX_POINTS : '0';
        if (results.length !== 1) violations.push(`attempt ${id} has ${results.length} results`);
        else if (results[0].verdict.replaceAll('_', ' ') !== kind)
          violations.push(`attempt ${id} got ${results[0].verdict} for a program that is ${kind}`);
        if (points?.toFixed() !== expected)
          violations.push(`attempt ${id} got ${points?.toFixed()} points, not ${expected}`);
      }
    }
  }
  violations.push(...(await wrongGrades(store, kindOf)));
  return { violations, submissions, faulted, states };
}

/** Whatever deadlines did meanwhile: the latest that was graded counts, and a correct one is worth something. */
async function wrongGrades(store: Store, kindOf: ReadonlyMap<string, string>): Promise<string[]> {
  const enrollments = await store.db.enrollment.findMany({
    where: { submissions: { some: {} } },
    include: {
      submissions: {
        where: { attempts: { some: { state: 'graded' } } },
        orderBy: { receivedAt: 'desc' },
        take: 1,
        include: { push: true },
      },
    },
  });
  const wrong: string[] = [];
  for (const { id, submissions } of enrollments)
    for (const { assignmentId, push } of submissions) {
      const grade = await getGrade(store, { enrollmentId: id, assignmentId, now: new Date() });
      const kind = kindOf.get(push.newCommit);
      const isPositive = Number(grade.points) > 0;
      if (grade.points === null || isPositive !== (kind === 'correct'))
        wrong.push(`${push.newCommit} is ${kind} and counts, and the grade is ${grade.explanation}`);
    }
  return wrong;
}

async function repositories(store: Store): Promise<{ path: string; pushes: number }[]> {
  const rows = await store.db.repository.findMany({
    select: { path: true, _count: { select: { pushes: true } } },
  });
  return rows.map(({ path, _count }) => ({ path, pushes: _count.pushes }));
}
