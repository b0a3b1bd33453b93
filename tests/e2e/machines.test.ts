// Server and workers on machines of their own, with cables between them that can be cut.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '@residual/store';
import { z } from 'zod';
import { SLUG, TASK, programOf, writeTinyAssignment } from '../faults/tiny-assignment.ts';
import { redisIsInstalled } from '../support/redis.ts';
import { createNetwork, whyNoNetwork, type Network } from './machines/network.ts';
import { ROOT } from './system.ts';

const reason = redisIsInstalled ? whyNoNetwork() : 'redis-server is not installed';
/** It takes seconds on a machine that has nothing else to do. */
const TIMEOUT_MS = 180_000;
const WORKERS = ['one', 'two'] as const;
type WorkerName = (typeof WORKERS)[number];

const readySchema = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  socketUrl: z.string(),
  students: z.array(z.object({ cloneUrl: z.string(), folder: z.string() })),
});
type Student = z.infer<typeof readySchema>['students'][number];

if (reason !== null) test.skip(`machines of their own: ${reason}`, () => {});

(reason === null ? describe : describe.skip)('two workers on machines of their own', () => {
  let folder: string;
  let network: Network;
  let server: ChildProcess;
  let place: z.infer<typeof readySchema>;
  let store: Store;
  const workers = new Map<WorkerName, ChildProcess>();

  const start = (machine: string, command: readonly string[], env: Record<string, string>): ChildProcess => {
    const [program, ...words] = [...network.on(machine), ...command];
    return spawn(program, words, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  };
  const startWorker = async (name: WorkerName): Promise<void> => {
    const { databaseUrl, redisUrl } = place;
    const settings = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, TMPDIR: folder };
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', 'worker/src/main.ts'];
    const worker = start(name, command, { ...settings, WORKER_NAME: name, WORKER_CONCURRENCY: '1' });
    workers.set(name, worker);
    const lines = createInterface({ input: worker.stdout! });
    await once(lines, 'line'); // "ready" is the first it says
    lines.resume();
  };

  /** From the server's machine, where the students' way in is. */
  const git = async (cwd: string, ...words: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Student', '-c', 'user.email=student@example.org'];
    const [program, ...rest] = [...network.on('server'), 'git', ...identity, ...words];
    const child = spawn(program, rest, {
      cwd,
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`git ${words.join(' ')}: ${text}`);
    return text;
  };
  let pushes = 0;
  /** @param slow takes seconds, so that things can happen meanwhile */
  const push = async (student: Student, { slow = false } = {}): Promise<string> => {
    const busy = 'const until = Date.now() + 3000;\nwhile (Date.now() < until);\n';
    const program = programOf('correct', `push ${(pushes += 1)}`);
    await writeFile(join(student.folder, SLUG, `${TASK}.ts`), slow ? program + busy : program);
    await git(student.folder, 'commit', '--quiet', '-am', 'push');
    return git(student.folder, 'push', 'origin', 'main');
  };
  const CORRECT = new RegExp(`^remote: ${SLUG}/${TASK}: correct 2/2`, 'm');

  /** The one that is grading now, once one is. */
  const grading = async (): Promise<WorkerName> => {
    for (;;) {
      const attempt = await store.db.attempt.findFirst({ where: { state: 'running' } });
      const name = WORKERS.find((each) => each === attempt?.worker);
      if (name) return name;
      await sleep(50);
    }
  };
  const lastWorker = async (): Promise<string | null> => {
    const attempt = await store.db.attempt.findFirst({ orderBy: { finishedAt: 'desc' } });
    return attempt?.worker ?? null;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'residual-machines-'));
    // PostgreSQL's user has to reach its folder in it.
    await chmod(folder, 0o711);
    network = createNetwork(['server', ...WORKERS]);
    const assignments = await writeTinyAssignment(
      join(folder, 'assignments'),
      new Date(Date.now() + 3_600_000),
    );
    const script = join(import.meta.dirname, 'machines/server-machine.ts');
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', script];
    server = start('server', [...command, network.addressOf('server'), folder, assignments], {});
    const lines = createInterface({ input: server.stdout! })[Symbol.asyncIterator]();
    place = readySchema.parse(JSON.parse((await lines.next()).value ?? 'null'));
    store = openStore(place.socketUrl);
    await Promise.all(WORKERS.map(startWorker));
    for (const { cloneUrl, folder: clone } of place.students)
      await git('/', 'clone', '--quiet', cloneUrl, clone);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await store?.close();
    for (const worker of workers.values()) worker.kill('SIGKILL');
    if (server) {
      server.stdin?.end();
      if (server.exitCode === null) await once(server, 'exit');
    }
    network?.remove();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test(
    'share what is pushed',
    async () => {
      const answers = await Promise.all(place.students.map((student) => push(student, { slow: true })));
      for (const answer of answers) expect(answer).toMatch(CORRECT);
      const attempts = await store.db.attempt.findMany();
      expect(new Set(attempts.map((attempt) => attempt.worker))).toEqual(new Set(WORKERS));
    },
    TIMEOUT_MS,
  );

  test(
    'a cable that is cut while a program is graded costs seconds, and the machine is used again once it is mended',
    async () => {
      const answer = push(place.students[0], { slow: true });
      const cut = await grading();
      network.cut(cut);
      expect(await answer).toMatch(CORRECT);
      expect(await lastWorker()).not.toBe(cut);
      network.mend(cut);
      // The other one goes: whoever pushes now is graded by the one that was cut off, or by nobody.
      const other = WORKERS.find((each) => each !== cut)!;
      workers.get(other)!.kill('SIGKILL');
      expect(await push(place.students[1])).toMatch(CORRECT);
      expect(await lastWorker()).toBe(cut);
      await startWorker(other);
    },
    TIMEOUT_MS,
  );

  test(
    'a machine that is lost in the middle of grading is done without',
    async () => {
      const answer = push(place.students[2], { slow: true });
      const lost = await grading();
      network.cut(lost);
      workers.get(lost)!.kill('SIGKILL');
      expect(await answer).toMatch(CORRECT);
      expect(await lastWorker()).not.toBe(lost);
    },
    TIMEOUT_MS,
  );

  test('every push has exactly one graded attempt with one result', async () => {
    const attempts = await store.db.attempt.findMany({ include: { results: true } });
    expect(attempts).toHaveLength(pushes);
    for (const { state, number, results } of attempts)
      expect([state, number, results.length]).toEqual(['graded', 1, 1]);
  });
});
