/** Why the system cannot start, in one line that says what to do; shown without a stack trace. */
export class StartError extends Error {
  override name = 'StartError';
}
