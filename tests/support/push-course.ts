// A course whose students push with real git to a real server. Grading alone is played: what a program says in
// its first line is the verdict it gets.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packBundle } from '@residual/assignments';
import { type TaskReport, type Verdict, VERDICTS } from '@residual/contracts';
import { commitFiles, initBareRepository } from '@residual/git';
import { type GradingWorker, openGradingWorker } from '@residual/queue';
import { finishAttempt, hashToken, loadAttemptForGrading, startAttempt } from '@residual/store';
import pino from 'pino';
import { readConfiguration } from '../../apps/server/src/configuration.ts';
import { type RunningServer, startServer } from '../../apps/server/src/server.ts';
import type { TestDatabase } from './database.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../assignments');
const COURSE = 'deep-learning';
export const STARTER = '// wrong\n';

export interface Student {
  readonly name: string;
  readonly enrollmentId: string;
  readonly repositoryId: string;
  /** The bare repository on the server. */
  readonly repository: string;
  readonly token: string;
  cloneUrl(token?: string): string;
}

export interface PushCourse {
  readonly folder: string;
  readonly home: string;
  readonly ada: Student;
  readonly emmy: Student;
  readonly carl: Student;
  readonly url: () => string;
  /** Where SSH is served. */
  readonly sshPort: () => number | null | undefined;
  /** Every line of the server's log so far. */
  readonly log: () => readonly Record<string, unknown>[];
  restart(environment?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

/** @param settings of the server's environment, until it is restarted */
export async function startPushCourse(
  database: TestDatabase,
  settings: Record<string, string> = {},
): Promise<PushCourse> {
  const folder = await mkdtemp(join(tmpdir(), 'residual-push-'));
  const home = join(folder, 'home');
  const { store } = database;
  const { db } = store;
  const course = await db.course.create({ data: { slug: COURSE, title: 'Deep Learning' } });
  const seed = new Map<string, Uint8Array>([['README.md', Buffer.from('Course\n')]]);
  const assignments = { 'linear-regression': LINEAR, 'logistic-regression': LOGISTIC };
  for (const [position, [slug, tasks]] of Object.entries(assignments).entries()) {
    const contents = new Map<string, Uint8Array>();
    for (const file of ['assignment.yaml', 'calibration.json'])
      contents.set(file, await readFile(join(ASSIGNMENTS, slug, file)));
    const version = { slug, hash: `version of ${slug}`, bundle: new Uint8Array(packBundle(slug, contents)) };
    await db.assignment.create({
      data: {
        slug,
        title: slug,
        position,
        course: { connect: { id: course.id } },
        version: { create: version },
      },
    });
    for (const task of tasks) seed.set(`${slug}/${task}.ts`, Buffer.from(STARTER));
  }

  const lines: Record<string, unknown>[] = [];
  let server: RunningServer | undefined;
  const start = async (environment: Record<string, string> = {}): Promise<RunningServer> => {
    const configuration = readConfiguration({
      // A restart keeps the port: clones know it.
      PORT: String(server?.port ?? 0),
      PUBLIC_URL: 'http://residual.test',
      DATABASE_URL: database.url,
      RESIDUAL_HOME: home,
      PUSH_ANSWER_SECONDS: '20',
      ...environment,
    });
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    return (server = await startServer(configuration, log));
  };
  const enroll = async (name: string): Promise<Student> => {
    const token = randomBytes(16).toString('base64url');
    const path = `${COURSE}/${name}.git`;
    const user = { name, email: `${name}@example.edu`, passwordHash: 'none' };
    const enrollment = await db.enrollment.create({
      data: {
        role: 'student',
        course: { connect: { id: course.id } },
        user: { create: user },
        repository: { create: { path, tokens: { create: { tokenHash: hashToken(token) } } } },
      },
      include: { repository: true },
    });
    const repository = join(home, 'git', path);
    await initBareRepository(repository);
    const author = { name: 'Course', email: 'course@example.edu' };
    await commitFiles(repository, { branch: 'main', message: 'Starter', author, files: seed });
    return {
      name,
      token,
      repository,
      enrollmentId: enrollment.id,
      repositoryId: enrollment.repository!.id,
      cloneUrl: (as = token) => `http://${name}:${as}@127.0.0.1:${server?.port}/git/${path}`,
    };
  };
  const students = { ada: await enroll('ada'), emmy: await enroll('emmy'), carl: await enroll('carl') };
  await start(settings);
  return {
    ...students,
    folder,
    home,
    url: () => `http://127.0.0.1:${server?.port}`,
    sshPort: () => server?.sshPort,
    log: () => lines,
    async restart(environment) {
      await server?.close();
      await start(environment);
    },
    async close() {
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const LINEAR = ['closed-form', 'gradient-descent'];
export const LOGISTIC = ['fixed-data', 'placeholders'];

export interface GraderOptions {
  /** Held before each attempt is finished. */
  readonly hold?: () => Promise<void>;
  /** Writes results but tells nobody: every event is lost. */
  readonly silent?: boolean;
}

/** A worker on the real queue that gives each program the verdict named in its first line. */
export function startGrader(database: TestDatabase, options: GraderOptions = {}): Promise<GradingWorker> {
  const { store } = database;
  return openGradingWorker(
    { databaseUrl: database.url },
    async ({ attemptId }, context) => {
      const report: typeof context.report = options.silent ? async () => {} : context.report;
      await startAttempt(store, { attemptId, worker: 'grader' });
      await report({ type: 'started', attemptId, worker: 'grader' });
      const { files } = await loadAttemptForGrading(store, attemptId);
      const reports = [...files].map(([path, content]) =>
        reportOf(path.replace(/\.[jt]s$/, ''), Buffer.from(content).toString()),
      );
      for (const [i, each] of reports.entries()) {
        await report({ type: 'task started', attemptId, task: each.task });
        if (i === 0) await options.hold?.();
        const { task, verdict, points, maxPoints, summary, checks, diagnoses } = each;
        const told = { task, verdict, points, maxPoints, summary, checks, diagnoses };
        await report({ type: 'task finished', attemptId, ...told });
      }
      await finishAttempt(store, attemptId, reports);
      await report({ type: 'finished', attemptId });
    },
    { concurrency: 4, name: 'grader' },
  );
}

function reportOf(task: string, text: string): TaskReport {
  const verdict = VERDICTS.find((each) => text.startsWith(`// ${each}`)) ?? ('wrong' satisfies Verdict);
  const points = verdict === 'correct' ? '10' : '0';
  return {
    task,
    verdict,
    points,
    maxPoints: '10',
    summary: `The program says ${verdict}.`,
    checks: [
      {
        name: 'loss-value',
        title: 'The loss is right',
        status: verdict === 'correct' ? 'passed' : 'failed',
        points,
        maxPoints: '10',
        hidden: false,
        figure: 'loss 0.25, expected 0.25',
      },
    ],
    diagnoses: [],
    output: { text: '', truncated: false },
    timings: { programMs: 1, gradingMs: 1 },
    receipt: { assignmentVersion: 'v', runtime: 'test', backend: 'js', seed: 1 },
  };
}

export interface GitResult {
  readonly exitCode: number | null;
  /** stdout and stderr, `remote: ` and trailing blanks taken off. */
  readonly lines: readonly string[];
  readonly text: string;
}

const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Student',
  GIT_AUTHOR_EMAIL: 'student@example.edu',
  GIT_COMMITTER_NAME: 'Student',
  GIT_COMMITTER_EMAIL: 'student@example.edu',
};

/** Starts git as a student would; `seen` resolves once git has printed a text. */
export function startGit(
  cwd: string,
  args: readonly string[],
): {
  readonly done: Promise<GitResult>;
  seen(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
} {
  // A group of its own, as a shell's foreground job is: Ctrl-C reaches git and its helpers.
  const child = spawn('git', args, {
    cwd,
    env: ENVIRONMENT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const looks = new Set<() => void>();
  const onData = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const look of looks) look();
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  const done = new Promise<GitResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const lines = text.split(/[\n\r]/).map((line) => line.replace(/^remote: ?/, '').trimEnd());
      resolve({ exitCode, lines, text });
    });
  });
  return {
    done,
    seen: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (text.includes(wanted)) resolve();
        };
        looks.add(look);
        look();
        void done.then(() => reject(new Error(`git ended without "${wanted}":\n${text}`)));
      }),
    kill: (signal) => process.kill(-child.pid!, signal),
  };
}

export const git = (cwd: string, ...args: string[]): Promise<GitResult> => startGit(cwd, args).done;

/** A student's clone. */
export class Clone {
  static #count = 0;
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(course: PushCourse, student: Student): Promise<Clone> {
    const path = join(course.folder, `${student.name}-${Clone.#count++}`);
    const { exitCode, text } = await git(course.folder, 'clone', '--quiet', student.cloneUrl(), path);
    if (exitCode !== 0) throw new Error(`git clone failed:\n${text}`);
    return new Clone(path);
  }

  async git(...args: string[]): Promise<string> {
    const { exitCode, text } = await git(this.path, ...args);
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')} failed:\n${text}`);
    return text.trim();
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    const target = join(this.path, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }

  async commit(files: Record<string, string | Uint8Array> = {}): Promise<string> {
    for (const [path, content] of Object.entries(files)) await this.write(path, content);
    await this.git('add', '-A');
    await this.git('commit', '--quiet', '--allow-empty', '-m', 'work');
    return this.git('rev-parse', 'HEAD');
  }

  push(...args: string[]): Promise<GitResult> {
    return git(this.path, 'push', ...args);
  }

  startPush(...args: string[]): ReturnType<typeof startGit> {
    return startGit(this.path, ['push', ...args]);
  }
}

/** The lines `<assignment>/<task>: <verdict> <points>/<max>` at the end of a push's answer. */
export const lastLines = (result: GitResult): string[] =>
  result.lines.filter((line) => /^[a-z-]+\/[a-z-]+: [a-z ]+ [\d.-]+\/[\d.]+$/.test(line));
