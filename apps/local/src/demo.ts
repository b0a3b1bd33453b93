// The demo course: made where there is no course yet, and kept in step with demo.json and the assignments' folders.
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoSchema, type Demo } from '@residual/contracts';
import {
  addStudent,
  cloneUrl,
  fillRepository,
  loadAssignments,
  publishAssignments,
  type AddStudentOptions,
} from '@residual/course';
import {
  createCourse,
  createPassword,
  createUser,
  enroll,
  findCourse,
  findUserByEmail,
  issuePushToken,
  listAssignments,
  listCourses,
  listEnrollments,
  setPassword,
  type Course,
  type CourseEnrollment,
  type Store,
} from '@residual/store';

const COURSE = { slug: 'deep-learning', title: 'Deep Learning' };
const INSTRUCTOR = { name: 'Grace Hopper', email: 'instructor@example.org' };
const STUDENTS = [
  { name: 'Ada Lovelace', email: 'ada@example.org' },
  { name: 'Emmy Noether', email: 'emmy@example.org' },
  { name: 'Carl Friedrich Gauss', email: 'carl@example.org' },
];

export interface DemoOptions {
  readonly store: Store;
  readonly gitRoot: string;
  /** Folder of assignments. */
  readonly assignments: string;
  /** demo.json */
  readonly file: string;
  readonly publicUrl: string;
  readonly say: (line: string) => void;
}

/** @returns null where there are courses, but not this one: whoever made them needs no demo */
export async function prepareDemo(options: DemoOptions): Promise<Demo | null> {
  const { store, gitRoot, publicUrl, file, say } = options;
  const { assignments, broken } = await loadAssignments(options.assignments);
  for (const error of broken) say(`${error.message}\n  It is left as it was; mend it and start again.`);

  const known = await findCourse(store, COURSE.slug);
  if (!known && (await listCourses(store)).length > 0) return null;
  if (!known) say('Making the demo course …');
  const course = known ?? (await createCourse(store, COURSE));

  const published = new Set((await listAssignments(store, course.id)).map(({ slug }) => slug));
  const added = assignments.filter(({ slug }) => !published.has(slug));
  for (const { repository } of await listEnrollments(store, course.id))
    if (repository) await fillRepository(path.join(gitRoot, repository.path), course, added);
  for (const { slug, publication } of await publishAssignments(store, course, assignments))
    if (publication !== 'unchanged')
      say(`Published ${slug}${publication === 'changed' ? ', which has changed' : ''}`);

  const before = await readDemo(file);
  const adding = { store, gitRoot, course, assignments };
  const demo = {
    url: publicUrl,
    instructor: await provideInstructor(store, course, before),
    students: [] as Demo['students'],
  };
  for (const student of STUDENTS)
    demo.students.push(await provideStudent(adding, student, before, publicUrl));
  await writeDemo(file, demo);
  return demo;
}

async function provideInstructor(
  store: Store,
  course: Course,
  before: Demo | null,
): Promise<Demo['instructor']> {
  const { email } = INSTRUCTOR;
  const user = await findUserByEmail(store, email);
  if (user && before?.instructor.email === email) return before.instructor;
  const password = createPassword();
  const userId = user?.id ?? (await createUser(store, { ...INSTRUCTOR, password }));
  if (user) await setPassword(store, userId, password);
  await enroll(store, { courseId: course.id, userId, role: 'instructor' });
  return { email, password };
}

/** Logins are known from demo.json alone: without it, the demo's people get new ones. */
async function provideStudent(
  adding: AddStudentOptions,
  { name, email }: { name: string; email: string },
  before: Demo | null,
  publicUrl: string,
): Promise<Demo['students'][number]> {
  const { store, course } = adding;
  const enrollment = (await listEnrollments(store, course.id)).find(({ user }) => user.email === email);
  const known = before?.students.find((student) => student.email === email);
  if (enrollment?.repository) {
    await ensureRepository(adding, enrollment);
    const { path: repositoryPath, id } = enrollment.repository;
    const pushToken = known ? new URL(known.cloneUrl).password : await issuePushToken(store, id);
    const password = known?.password ?? (await resetPassword(store, enrollment));
    return { name, email, password, cloneUrl: cloneUrl(publicUrl, { repositoryPath, pushToken }) };
  }
  const added = await addStudent(adding, { name, email });
  const password = added.password ?? (await resetPasswordOf(store, email));
  return { name, email, password, cloneUrl: cloneUrl(publicUrl, added) };
}
