// The hooks folder that all repositories share (core.hooksPath). A hook is a few lines of shell: it starts with
// every push, and a Node process in its place would cost more than all of git's work.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Hook,
  HOOK_ACCEPT,
  HOOK_END,
  HOOK_REJECT,
  HOOKS,
  QUARANTINE_VARIABLES,
} from '@residual/contracts';
import { HOOK_DESCRIPTORS } from '@residual/git';

/** Said when the server is not there (any more). */
const LOST: Record<Hook, { readonly lines: readonly string[]; readonly status: number }> = {
  'pre-receive': {
    lines: [
      'error: The grading server cannot take pushes just now.',
      'hint: Nothing is lost: your commits are as they were. Push again in a minute.',
    ],
    status: 1,
  },
  'post-receive': {
    lines: [
      'The grading server cannot answer just now.',
      'Your push is recorded by git and will be graded as soon as the server is back: see the dashboard.',
    ],
    status: 0,
  },
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function script(hook: Hook): string {
  const descriptor = HOOK_DESCRIPTORS[hook];
  const variables = QUARANTINE_VARIABLES.map((name) => `"${name}=$${name}"`).join(' ');
  // A pusher who is gone must not end the hook: what was begun goes on. `${line#?}` takes HOOK_SAY off.
  return `#!/bin/sh
trap '' PIPE
(
  printf '%s\\n' ${variables}
  cat
  echo ${HOOK_END}
) >&${descriptor} 2>/dev/null
while IFS= read -r line <&${descriptor}; do
  case $line in
    ${HOOK_ACCEPT}) exit 0 ;;
    ${HOOK_REJECT}) exit 1 ;;
    *) printf '%s\\n' "\${line#?}" ;;
  esac
done 2>/dev/null
printf '%s\\n' ${LOST[hook].lines.map(quote).join(' ')}
exit ${LOST[hook].status}
`;
}

/** Writes the hooks; a push that is running the old ones meanwhile sees either, never half of one. */
export async function writeHookFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const hook of HOOKS) {
    const unfinished = join(folder, `.${hook}.${process.pid}`);
    await writeFile(unfinished, script(hook), { mode: 0o755 });
    await rename(unfinished, join(folder, hook));
  }
}
