// What a failed call into the isolate means. Only strings come out of it: isolated-vm copies `message` and
// `stack`, and the stack is the text that isolate/errors.ts wrote and can explain.
import type { ProgramError } from '@residual/contracts';

/** isolated-vm appends the host's own frames behind this line. */
const BOUNDARY = '\n    at (<isolated-vm boundary>)';

const describe = (thrown: unknown): string => {
  switch (typeof thrown) {
    case 'string':
      return JSON.stringify(thrown.slice(0, 1_000));
    case 'object':
      return thrown === null ? 'null' : 'an object';
    default:
      return String(thrown);
  }
};

/**
 * @param thrown what isolated-vm threw: a copy of what the program threw
 * @param explain the isolate's own knowledge of the error whose stack reads so
 */
export function programErrorOf(
  thrown: unknown,
  explain: (stack: string) => ProgramError | null,
): ProgramError {
  if (!(thrown instanceof Error)) {
    const message = `The program threw ${describe(thrown)}, which is not an Error and so has no place.`;
    return { kind: 'Error', message, stack: [] };
  }
  const stack = String(thrown.stack ?? '').split(BOUNDARY, 1)[0];
  const explanation = explain(stack);
  if (explanation !== null) return explanation;
  const kind = String(thrown.name).slice(0, 100) || 'Error';
  return {
    kind,
    message: String(thrown.message).replaceAll('isolated-vm', 'the sandbox').slice(0, 8_000),
    stack: [],
  };
}
