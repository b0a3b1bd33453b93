/** Something the caller can mend; only its message is shown. */
export class CommandError extends Error {
  override name = 'CommandError';
}
