// node tests/load/run.ts --students 100: simulated students clone, commit and push real submissions through the
// whole system as `npm start` runs it, and every push waits for its verdict. Tells how long that took, beside the
// time that grading alone takes, who used the processor, and whether anything was lost.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RUNNING_FILE, runningSchema } from '@residual/contracts';
import { openStore } from '@residual/store';
import { ROOT, startSystem } from '../e2e/system.ts';
import { startRedis } from '../support/redis.ts';
import { git, type GitRun, makeClass, prepareWork, type SimulatedStudent } from './class.ts';
import { measureFloor } from './floor.ts';
import { quantile, spread } from './statistics.ts';
import { findChild, measure } from './usage.ts';

const { values: options } = parseArgs({
  options: {
    students: { type: 'string', default: '10' },
    /** The students push at even distances within so many seconds; 0: all at once. */
    over: { type: 'string' },
    concurrency: { type: 'string', default: '2' },
    redis: { type: 'boolean', default: false },
    /** `real`: the solutions of linear regression; `cheap`: programs that are over at once. */
    programs: { type: 'string', default: 'real' },
    floor: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const students = Number(options.students);
// 500 students in the last ten minutes, and the same pace for fewer
const over = Number(options.over ?? 1.2 * students);
const lanes = Number(options.concurrency);

/** A push waits so long for its verdict and no longer; what is still in line then is graded all the same. */
const GRADED_WITHIN_MS = 20 * 60_000;
/** Every so many students push the same commits to a plain git server, too. */
const FLOOR_EVERY = 5;

const ASSIGNMENT = 'linear-regression';
const TASKS = ['closed-form', 'gradient-descent'];
const CHEAP = "import tf from 'tensorflow';\ntf.constant(1, { name: 'X' });\n";

async function readPrograms(): Promise<Map<string, string>> {
  const entries = TASKS.map(async (task) => {
    const path = `${ASSIGNMENT}/${task}.ts`;
    const solution = join(ROOT, 'assignments', ASSIGNMENT, 'solution', `${task}.ts`);
    return [path, options.programs === 'cheap' ? CHEAP : await readFile(solution, 'utf8')] as const;
  });
  return new Map(await Promise.all(entries));
}

const folder = await mkdtemp(join(tmpdir(), 'residual-load-'));
const programs = await readPrograms();
const floor = options.floor
  ? await measureFloor({
      assignment: join(ROOT, 'assignments', ASSIGNMENT),
      programs,
      submissions: Math.min(students, 12),
      lanes,
    })
  : null;
const redis = options.redis ? await startRedis() : null;
const system = await startSystem({
  environment: {
    WORKER_CONCURRENCY: String(lanes),
    ...(redis ? { REDIS_URL: redis.url } : {}),
  },
});
const { databaseUrl } = runningSchema.parse(
  JSON.parse(await readFile(join(system.home, RUNNING_FILE), 'utf8')),
);
const store = openStore(databaseUrl);
try {
  await runClass();
} finally {
  await store.close();
  await system.stop();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
}

async function runClass(): Promise<void> {
  const everyone = await makeClass(store, {
    size: students,
    url: system.demo.url,
    gitRoot: join(system.home, 'git'),
    assignments: join(ROOT, 'assignments'),
    folder,
  });
  const gitFloor = await startGitFloor(everyone);
  const cloneFrom = performance.now();
  await inLanes(4, everyone, (student) => prepareWork(student, programs));
  const clones = performance.now() - cloneFrom;

  const supervisor = system.supervisor.pid!;
  const parts = {
    server: await findChild(supervisor, 'apps/server/src/main.ts'),
    worker: await findChild(supervisor, 'worker/src/main.ts'),
    PostgreSQL: await findChild(supervisor, 'postgres'),
    supervisor,
    students: process.pid,
  };
  const before = await measureAll(parts);
  const load: number[] = [];
  const observing = setInterval(() => load.push(loadavg()[0]), 5_000);
  const from = performance.now();
  const plain: GitRun[] = [];
  const at = (turn: number): Promise<void> =>
    sleep(Math.max(0, from + (over * 1000 * turn) / students - performance.now()));
  const pushes = await Promise.all(
    everyone.map(async (student, i) => {
      await at(i);
      const push = await git(student.folder, ['push', '--quiet', 'origin', 'main'], 'Residual: received');
      if (!gitFloor.urls.has(student)) return push;
      // Between two of the others, when this one is done.
      await at(Math.ceil((performance.now() - from) / ((over * 1000) / students)) + 0.5);
      plain.push(await git(student.folder, ['push', '--quiet', gitFloor.urls.get(student)!, 'main']));
      return push;
    }),
  );
  const makespan = performance.now() - from;
  clearInterval(observing);
  const after = await measureAll(parts);
  gitFloor.stop();
  await settled();
  await tell({ everyone, pushes, plain, load, clones, makespan, before, after });
}

async function settled(): Promise<void> {
  for (const until = Date.now() + GRADED_WITHIN_MS; Date.now() < until; await sleep(500))
    if ((await store.db.attempt.count({ where: { state: { in: ['queued', 'running'] } } })) === 0) return;
}

async function startGitFloor(everyone: readonly SimulatedStudent[]): Promise<{
  readonly urls: ReadonlyMap<SimulatedStudent, string>;
  stop(): void;
}> {
  const root = join(folder, 'plain');
  const process = fork(join(import.meta.dirname, 'plain-git.ts'), [root]);
  const [{ port }] = (await once(process, 'message')) as [{ port: number }];
  const urls = new Map<SimulatedStudent, string>();
  for (const [i, student] of everyone.entries()) {
    // At once they would only be in each other's way.
    if (i % FLOOR_EVERY !== 0 || over === 0) continue;
    const { pathname } = new URL(student.cloneUrl);
    await cp(join(system.home, pathname), join(root, `s-${i}.git`), { recursive: true });
    urls.set(student, `http://student:any@127.0.0.1:${port}/s-${i}.git`);
  }
  return { urls, stop: () => process.disconnect() };
}

type Measured = Record<string, Awaited<ReturnType<typeof measure>>>;

async function measureAll(parts: Record<string, number>): Promise<Measured> {
  const entries = Object.entries(parts).map(async ([name, pid]) => [name, await measure(pid)] as const);
  const { supervisor, students: family, ...measured } = Object.fromEntries(await Promise.all(entries));
  // The system is a child of ours: what is left of the family is the students' git, and this.
  const cpuSeconds = family.cpuSeconds - supervisor.cpuSeconds;
  return { ...measured, "students' git": { ...family, cpuSeconds } };
}

async function tell(outcome: {
  readonly everyone: readonly SimulatedStudent[];
  readonly pushes: readonly GitRun[];
  /** To the plain server. */
  readonly plain: readonly GitRun[];
  /** Of the machine, now and then. */
  readonly load: readonly number[];
  readonly clones: number;
  readonly makespan: number;
  readonly before: Measured;
  readonly after: Measured;
}): Promise<void> {
  const { everyone, pushes, plain, load, makespan, before, after, clones } = outcome;
  const attempts = await store.db.attempt.findMany({
    where: {
      submission: { push: { repositoryId: { in: everyone.map(({ repositoryId }) => repositoryId) } } },
    },
    select: {
      state: true,
      queuedAt: true,
      startedAt: true,
      finishedAt: true,
      results: { select: { report: true } },
      submission: { select: { receivedAt: true } },
    },
  });
  const graded = attempts.filter(({ state }) => state === 'graded');
  const elapsed = (pick: (attempt: (typeof attempts)[number]) => [Date | null, Date | null]): number[] =>
    graded.map((attempt) => {
      const [first, last] = pick(attempt);
      return last!.getTime() - first!.getTime();
    });
  const pure = graded.map(({ results }) =>
    results
      .map(({ report }) => (report as { timings: { programMs: number; gradingMs: number } }).timings)
      .reduce((sum, { programMs, gradingMs }) => sum + programMs + gradingMs, 0),
  );
  const failed = [...pushes, ...plain].filter(({ exitCode }) => exitCode !== 0);
  const hasVerdict = ({ text }: GitRun): boolean => /linear-regression\/closed-form: \w/.test(text);
  const linked = pushes.filter((push) => !hasVerdict(push) && push.text.includes('still being graded'));
  const silent = pushes.filter((push) => !hasVerdict(push) && !linked.includes(push));
  const seconds = makespan / 1000;
  const say = (...columns: string[]): void => console.log(columns.join(''));
  say(
    `${students} students, pushes over ${over} s, ${lanes} gradings at once, queue on ${redis ? 'Redis' : 'PostgreSQL'}, ${availableParallelism()} cores; load average ${quantile(load, 0.5).toFixed(1)} (median)`,
  );
  say('');
  say('milliseconds'.padEnd(42), '    p50     p95     p99     max');
  say(
    'push → recorded (as the student sees it)'.padEnd(42),
    spread(pushes.flatMap(({ seenAfter }) => seenAfter ?? [])),
  );
  if (plain.length > 0) {
    const floors = plain.map(({ milliseconds }) => milliseconds);
    const recorded = pushes.flatMap(({ seenAfter }) => seenAfter ?? []);
    const ratio = (share: number): string => (quantile(recorded, share) / quantile(floors, share)).toFixed(2);
    say('floor: push to a plain git http-backend'.padEnd(42), spread(floors));
    say('  recorded, in floors'.padEnd(42), `p50 ${ratio(0.5)}, p95 ${ratio(0.95)} (of ${floors.length})`);
  }
  say(
    'push → verdict (git push has ended)'.padEnd(42),
    spread(pushes.map(({ milliseconds }) => milliseconds)),
  );
  say('received → queued'.padEnd(42), spread(elapsed((a) => [a.submission.receivedAt, a.queuedAt])));
  say('queued → started (wait for a worker)'.padEnd(42), spread(elapsed((a) => [a.queuedAt, a.startedAt])));
  say('started → finished'.padEnd(42), spread(elapsed((a) => [a.startedAt, a.finishedAt])));
  say('  of it program and checks'.padEnd(42), spread(pure));
  say('');
  say(
    `all pushes answered after ${seconds.toFixed(1)} s: ${(students / seconds).toFixed(2)} submissions/s; clones took ${(clones / 1000).toFixed(1)} s`,
  );
  if (floor)
    say(
      `floor, grading alone: ${(1000 * floor.secondsPerSubmission).toFixed(0)} ms a submission on ${lanes} lanes (one by itself ${floor.aloneMilliseconds.toFixed(0)} ms);`,
      ` this run: ${(makespan / students).toFixed(0)} ms a submission`,
      over < 1 ? `, overhead ${(makespan / students - 1000 * floor.secondsPerSubmission).toFixed(0)} ms` : '',
    );
  say('');
  say(''.padEnd(16), 'CPU s  ms/submission   RSS MB  descriptors  processes  zombies');
  for (const [name, used] of Object.entries(after)) {
    const cpu = used.cpuSeconds - before[name].cpuSeconds;
    say(
      name.padEnd(16),
      cpu.toFixed(1).padStart(5),
      ((1000 * cpu) / students).toFixed(0).padStart(15),
      used.memoryMegabytes.toFixed(0).padStart(9),
      `${before[name].descriptors} → ${used.descriptors}`.padStart(13),
      String(used.processes).padStart(11),
      String(used.zombies).padStart(9),
    );
  }
  const busy = Object.entries(after).map(([name, used]) => used.cpuSeconds - before[name].cpuSeconds);
  const share = busy.reduce((sum, cpu) => sum + cpu, 0) / seconds / availableParallelism();
  say(`processors busy with this ${(100 * share).toFixed(0)} % of the time`);
  say('');
  say(
    `pushes that failed: ${failed.length}; that ended with the link: ${linked.length}; that said nothing: ${silent.length}; submissions: ${attempts.length} of ${students}, graded ${graded.length}`,
  );
  for (const { text } of [...failed, ...silent].slice(0, 3)) console.error(text);
  if (failed.length > 0 || silent.length > 0 || graded.length !== students) process.exitCode = 1;
}

async function inLanes<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
    }),
  );
}
