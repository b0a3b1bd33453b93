// SSH keys of an account, for git over SSH.
import { readFile } from 'node:fs/promises';
import { addSshKey, findUserByEmail, parsePublicKey, removeSshKeys } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { parseEmail, withStore } from './with-course.ts';

/** @throws CommandError */
export async function registerSshKey(
  instance: Instance,
  { email: address, key: file }: { email: string; key: string },
): Promise<void> {
  const email = parseEmail(address);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  const key = parsePublicKey(text);
  if (!key)
    throw new CommandError(
      `${file} is no public key: give the file that ends with .pub, such as ~/.ssh/id_ed25519.pub.`,
    );
  await withStore(instance, async (store) => {
    const userId = await getUserId(store, email);
    if (!(await addSshKey(store, { userId, ...key })))
      throw new CommandError('This key is registered for another account: make a new one with ssh-keygen.');
  });
  console.log(`${email} may push with the key SHA256:${key.fingerprint}`);
}

/** @throws CommandError */
export async function forgetSshKeys(
  instance: Instance,
  { email: address }: { email: string },
): Promise<void> {
  const email = parseEmail(address);
  await withStore(instance, async (store) => {
    const count = await removeSshKeys(store, await getUserId(store, email));
    console.log(`${count} ${count === 1 ? 'key' : 'keys'} of ${email} removed`);
  });
}

async function getUserId(store: Parameters<typeof findUserByEmail>[0], email: string): Promise<string> {
  const user = await findUserByEmail(store, email);
  if (!user) throw new CommandError(`There is no account ${email}.`);
  return user.id;
}
