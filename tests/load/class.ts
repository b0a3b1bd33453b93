// A class of simulated students on a running system: accounts, repositories and clones, made fast; what they
// do then, they do with real git.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { enrollStudent, publishAssignments } from '@residual/course';
import { createCourse, hashToken, type Store } from '@residual/store';

export interface SimulatedStudent {
  readonly repositoryId: string;
  readonly cloneUrl: string;
  /** Of the working tree. */
  readonly folder: string;
}

export interface ClassOptions {
  readonly size: number;
  readonly url: string;
  readonly gitRoot: string;
  readonly assignments: string;
  /** Where the students' clones go. */
  readonly folder: string;
}

const COURSE = { slug: 'load', title: 'Load' };

/** Enrols the first as anyone is; the others get copies of that repository, which is what they would get. */
export async function makeClass(store: Store, options: ClassOptions): Promise<SimulatedStudent[]> {
  const { gitRoot, assignments, url } = options;
  const course = await createCourse(store, COURSE);
  const { published } = await publishAssignments(store, course, { assignments, gitRoot });
  const first = await enrollStudent(
    store,
    course,
    { name: 'Student 0', email: 'student-0@example.org' },
    { gitRoot, assignments: published.map(({ folder }) => folder) },
  );
  const access = [{ path: first.repositoryPath, token: first.pushToken }];
  for (let i = 1; i < options.size; i++) {
    const token = randomBytes(20).toString('hex');
    const path = `${COURSE.slug}/student-${i}.git`;
    await cp(join(gitRoot, first.repositoryPath), join(gitRoot, path), { recursive: true });
    const user = { name: `Student ${i}`, email: `student-${i}@example.org`, passwordHash: 'none' };
    await store.db.enrollment.create({
      data: {
        role: 'student',
        course: { connect: { id: course.id } },
        user: { create: user },
        repository: { create: { path, tokens: { create: { tokenHash: hashToken(token) } } } },
      },
    });
    access.push({ path, token });
  }
  const rows = await store.db.repository.findMany({ select: { id: true, path: true } });
  const idOf = new Map(rows.map(({ id, path }) => [path, id]));
  return access.map(({ path, token }, i) => {
    const cloneUrl = Object.assign(new URL(`/git/${path}`, url), { username: 'student', password: token });
    return {
      repositoryId: idOf.get(path)!,
      cloneUrl: cloneUrl.href,
      folder: join(options.folder, `student-${i}`),
    };
  });
}

export interface GitRun {
  readonly exitCode: number | null;
  readonly text: string;
  /** Milliseconds from the start of git to the first sight of the text looked for; null if it never came. */
  readonly seenAfter: number | null;
  readonly milliseconds: number;
}

const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Student',
  GIT_AUTHOR_EMAIL: 'student@example.org',
  GIT_COMMITTER_NAME: 'Student',
  GIT_COMMITTER_EMAIL: 'student@example.org',
};

export function git(cwd: string, args: readonly string[], lookFor = '\0'): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn('git', args, { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let seenAfter: number | null = null;
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (seenAfter === null && text.includes(lookFor)) seenAfter = performance.now() - from;
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({ exitCode, text, seenAfter, milliseconds: performance.now() - from }),
    );
  });
}

async function must(cwd: string, ...args: string[]): Promise<void> {
  const { exitCode, text } = await git(cwd, args);
  if (exitCode !== 0) throw new Error(`git ${args[0]} failed:\n${text}`);
}

/** Clones, writes the programs and commits: all that comes before the push. */
export async function prepareWork(
  student: SimulatedStudent,
  programs: ReadonlyMap<string, string>,
): Promise<void> {
  await mkdir(dirname(student.folder), { recursive: true });
  await must('/', 'clone', '--quiet', student.cloneUrl, student.folder);
  for (const [path, text] of programs) await writeFile(join(student.folder, path), text);
  await must(student.folder, 'add', '-A');
  await must(student.folder, 'commit', '--quiet', '-m', 'My solution');
}
