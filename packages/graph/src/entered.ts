// Scopes that are opened and closed: around the body of a function, or by a language that has blocks for it.

export interface Entered<S> {
  readonly scope: S;
  /** Puts back what was before. */
  readonly leave: () => void;
}

export function within<S, T>({ scope, leave }: Entered<S>, body: (scope: S) => T): T {
  try {
    return body(scope);
  } finally {
    leave();
  }
}
