/** `failed` stands in the way of grading, `absent` does not. */
export interface Finding {
  readonly state: 'ok' | 'absent' | 'failed';
  readonly name: string;
  readonly detail: string;
}

/** The first line says what happened; the rest is for a debugger. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error
    ? error.message || ('code' in error ? String(error.code) : error.name)
    : String(error)
  )
    .trim()
    .split('\n')[0];
