// The demo course: made when the database has no course yet, found again through $RESIDUAL_HOME/demo.json.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoSchema, type Demo } from '@residual/contracts';
import { addInstructor, enrollStudent, publishAssignments, type Publishing } from '@residual/course';
import {
  createCourse,
  createPassword,
  findCourse,
  findRepositoryByToken,
  findUserByEmail,
  findUserByPassword,
  setPassword,
  type Course,
  type Store,
} from '@residual/store';

const COURSE = { slug: 'deep-learning', title: 'Deep Learning' };
const INSTRUCTOR = { name: 'Hypatia of Alexandria', email: 'instructor@example.org' };
const STUDENTS = [
  { name: 'Ada Lovelace', email: 'ada@example.org' },
  { name: 'Emmy Noether', email: 'emmy@example.org' },
  { name: 'Carl Friedrich Gauss', email: 'gauss@example.org' },
];

export interface DemoOptions {
  readonly home: string;
  readonly gitRoot: string;
  readonly assignments: string;
  /** Where the server will be reached this time. */
  readonly url: string;
}

export interface DemoCourse extends Publishing {
  readonly demo: Demo;
}

/**
 * Publishes the assignments and makes whatever of the demo is not there yet; a run that was killed in between is
 * completed by the next. Logins and tokens stay as demo.json has them; if it was lost, or speaks
 * of another database, new ones are made.
 */
export async function prepareDemo(store: Store, options: DemoOptions): Promise<DemoCourse> {
  const { home, gitRoot, assignments, url } = options;
  const course = (await findCourse(store, COURSE.slug)) ?? (await createCourse(store, COURSE));
  const publishing = await publishAssignments(store, course, { assignments, gitRoot });
  const known = await readDemo(home);
  const demo: Demo = { url, instructor: await prepareInstructor(store, course, known), students: [] };
  for (const { name, email } of STUDENTS) {
    const before = known?.students.find((student) => student.email === email);
    if (before && (await findRepositoryByToken(store, new URL(before.cloneUrl).password))) {
      demo.students.push({ ...before, cloneUrl: moved(before.cloneUrl, url) });
      continue;
    }
    const access = await enrollStudent(
      store,
      course,
      { name, email },
      { gitRoot, assignments: publishing.published.map(({ folder }) => folder) },
    );
    const password = access.password ?? (await renewPassword(store, email));
    const cloneUrl = new URL(`/git/${access.repositoryPath}`, url);
    cloneUrl.username = email.split('@')[0];
    cloneUrl.password = access.pushToken;
    demo.students.push({ name, email, password, cloneUrl: cloneUrl.href });
  }
  await writeDemo(home, demo);
  return { demo, ...publishing };
}

async function prepareInstructor(
  store: Store,
  course: Course,
  known: Demo | null,
): Promise<Demo['instructor']> {
  if (known && (await findUserByPassword(store, known.instructor.email, known.instructor.password)))
    return known.instructor;
  const { name, email } = INSTRUCTOR;
  const password =
    (await addInstructor(store, course, { name, email })) ?? (await renewPassword(store, email));
  return { email, password };
}

async function renewPassword(store: Store, email: string): Promise<string> {
  const password = createPassword();
  const user = await findUserByEmail(store, email);
  if (!user) throw new Error(`the account ${email} vanished while it was being enrolled`);
  await setPassword(store, user.id, password);
  return password;
}

/** The same address on another host and port. */
function moved(cloneUrl: string, url: string): string {
  const { pathname, username, password } = new URL(cloneUrl);
  const address = Object.assign(new URL(pathname, url), { username, password });
  return address.href;
}

const demoFile = (home: string): string => join(home, 'demo.json');

/** Null if there is none, or if it is not usable: it is written anew then. */
async function readDemo(home: string): Promise<Demo | null> {
  let text: string;
  try {
    text = await readFile(demoFile(home), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return demoSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function writeDemo(home: string, demo: Demo): Promise<void> {
  const unfinished = `${demoFile(home)}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, demoFile(home));
}
