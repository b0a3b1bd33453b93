// What commands about a course and its people begin with.
import { findCourse, openStore, type Course, type Store } from '@residual/store';
import { z } from 'zod';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';

export async function withStore<T>(instance: Instance, action: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(instance.databaseUrl);
  try {
    return await action(store);
  } finally {
    await store.close();
  }
}

/** @throws CommandError if there is no such course */
export async function getCourse(store: Store, slug: string): Promise<Course> {
  const course = await findCourse(store, slug);
  if (!course) throw new CommandError(`There is no course "${slug}".`);
  return course;
}

/** @throws CommandError if it is none */
export function parseEmail(text: string): string {
  const email = z.email().safeParse(text.trim().toLowerCase());
  if (!email.success) throw new CommandError(`"${text}" is no e-mail address.`);
  return email.data;
}

/** @throws CommandError if it is empty */
export function parseName(text: string): string {
  if (text.trim() === '') throw new CommandError('The name is empty.');
  return text.trim();
}

/** The clone address with the token in it. */
export function cloneUrl(
  instance: Instance,
  options: { path: string; email: string; token: string },
): string {
  const url = new URL(`/git/${options.path}`, instance.url);
  url.username = options.email.split('@')[0];
  url.password = options.token;
  return url.href;
}
