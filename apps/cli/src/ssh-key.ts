// SSH keys of an account, for git over SSH.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { addSshKey, findUserByEmail, removeSshKeys } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { parseEmail, withStore } from './with-course.ts';

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+=*)(?: .*)?$/;

/** @throws CommandError */
export async function registerSshKey(
  instance: Instance,
  { email: address, key: file }: { email: string; key: string },
): Promise<void> {
  const email = parseEmail(address);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  const [, type, data] = PUBLIC_KEY.exec(text.trim()) ?? [];
  if (!data)
    throw new CommandError(
      `${file} is no public key: give the file that ends with .pub, such as ~/.ssh/id_ed25519.pub.`,
    );
  const fingerprint = createHash('sha256')
    .update(Buffer.from(data, 'base64'))
    .digest('base64')
    .replace(/=+$/, '');
  await withStore(instance, async (store) => {
    const userId = await getUserId(store, email);
    if (!(await addSshKey(store, { userId, fingerprint, publicKey: `${type} ${data}` })))
      throw new CommandError('This key is registered for another account: make a new one with ssh-keygen.');
  });
  console.log(`${email} may push with the key SHA256:${fingerprint}`);
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
