// For students who have lost their token or their password.
import {
  createPassword,
  findUserByEmail,
  listEnrollments,
  listPushTokens,
  replacePushTokens,
  setPassword,
} from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { parseTime, print, table, timeText } from './staff.ts';
import { cloneUrl, getCourse, parseEmail, withStore } from './with-course.ts';

/** Issues a new push token; the old ones open nothing from now on. @throws CommandError */
export async function renewToken(
  instance: Instance,
  options: { course: string; email: string; expires?: string },
): Promise<void> {
  const email = parseEmail(options.email);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const enrollments = await listEnrollments(store, course.id);
    const repository = enrollments.find(({ user }) => user.email === email)?.repository;
    if (!repository)
      throw new CommandError(`${email} has no repository in ${course.title}: add the student first.`);
    const until = options.expires === undefined ? undefined : parseTime(options.expires, course);
    if (until && until <= new Date())
      throw new CommandError(`${timeText(until, course)} is over: the token would open nothing.`);
    const { token, expiresAt } = await replacePushTokens(store, repository.id, { expiresAt: until });
    const url = cloneUrl(instance, { path: repository.path, email, token });
    console.log(`The old tokens of ${email} are revoked. Pass this on; it is shown only now.${
      expiresAt ? ` It expires on ${timeText(expiresAt, course)}.` : ''
    }

  git clone ${url} ${course.slug}
  or, in a clone there already is:  git remote set-url origin ${url}
`);
  });
}

/** @throws CommandError */
export async function showTokens(
  instance: Instance,
  options: { course: string; email: string; json?: boolean },
): Promise<void> {
  const email = parseEmail(options.email);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const enrollments = await listEnrollments(store, course.id);
    const repository = enrollments.find(({ user }) => user.email === email)?.repository;
    if (!repository) throw new CommandError(`${email} has no repository in ${course.title}.`);
    const tokens = await listPushTokens(store, repository.path, new Date());
    const lines = tokens.map(({ id, createdAt, expiresAt }) => [
      id,
      `made ${timeText(createdAt, course)}`,
      expiresAt ? `until ${timeText(expiresAt, course)}` : 'until it is replaced',
    ]);
    print(options, tokens, lines.length > 0 ? table(lines) : 'None opens anything.');
  });
}

/** Makes up a new password and ends the account's sessions. @throws CommandError */
export async function renewPassword(instance: Instance, options: { email: string }): Promise<void> {
  const email = parseEmail(options.email);
  await withStore(instance, async (store) => {
    const user = await findUserByEmail(store, email);
    if (!user) throw new CommandError(`There is no account ${email}.`);
    const password = createPassword();
    await setPassword(store, user.id, password);
    console.log(`Pass this on; it is shown only now.\n\n  ${instance.url}  ${email}  password ${password}\n`);
  });
}
