// The hooks folder that all repositories share (core.hooksPath): two shell files that start our client with
// the very Node that runs the server, whatever PATH git has.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('./hook-client.mjs', import.meta.url));

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Writes the hooks; a push that is running the old ones meanwhile sees either, never half of one. */
export async function writeHookFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const hook of ['pre-receive', 'post-receive']) {
    const unfinished = join(folder, `.${hook}.${process.pid}`);
    const command = [process.execPath, CLIENT, hook].map(quote).join(' ');
    await writeFile(unfinished, `#!/bin/sh\nexec ${command}\n`, { mode: 0o755 });
    await rename(unfinished, join(folder, hook));
  }
}
