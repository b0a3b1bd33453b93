// Loads the modules below checks/ of an assignment. They are the instructor's, as trusted as our own code, and run
// in the evaluator. A module stands for itself: it may import types, nothing else.
import { stripTypeScriptTypes } from 'node:module';
import { AssignmentError } from '@residual/assignments';
import type { CustomCheck, CustomChecks } from './custom-check.ts';

export const CHECK_FILE = /^checks\/[a-z0-9-]+\.ts$/;

const isCheck = (value: unknown): value is CustomCheck =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  'run' in value &&
  typeof value.run === 'function';

async function loadModule(assignment: string, file: string, source: string): Promise<CustomCheck> {
  const broken = (message: string, remedy: string, cause?: unknown) =>
    new AssignmentError(assignment, [{ file, message, remedy }], { cause });
  let exported: unknown;
  try {
    const code = stripTypeScriptTypes(source);
    const url = `data:text/javascript;base64,${Buffer.from(`${code}\n//# sourceURL=${assignment}/${file}`).toString('base64')}`;
    exported = ((await import(url)) as { default?: unknown }).default;
  } catch (cause) {
    throw broken(
      `does not load: ${(cause as Error).message}`,
      'a check may import types only (import type …), and must be TypeScript without enums',
      cause,
    );
  }
  if (!isCheck(exported))
    throw broken('does not export a check', 'write: export default { title: "…", run(context) { … } }');
  return exported;
}

/**
 * @param files of the assignment's bundle, by path
 * @throws AssignmentError if a module cannot be loaded or is no check
 */
export async function loadCustomChecks(
  assignment: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<CustomChecks> {
  const found = [...files].filter(([path]) => CHECK_FILE.test(path));
  return new Map(
    await Promise.all(
      found.map(
        async ([path, bytes]) =>
          [path, await loadModule(assignment, path, new TextDecoder().decode(bytes))] as const,
      ),
    ),
  );
}
