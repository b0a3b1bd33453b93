// A mutation rewrites the text of a correct program into one with a single mistake, or into another correct one.

export type TaskKind = 'closed form' | 'squared error' | 'logistic';

export interface Base {
  readonly kind: TaskKind;
  /** Data as placeholders, not as constants. */
  readonly fed: boolean;
  readonly task: string;
  /** What the base is, e.g. `softplus`. */
  readonly name: string;
  readonly source: string;
}

export interface Mutation {
  /** Becomes part of the program's name. */
  readonly name: string;
  /** What is done to the program, for docs. */
  readonly what: string;
  readonly verdict: 'correct' | 'partial' | 'wrong' | 'runtime-error';
  /** Name of the diagnosis that says it; absent for correct programs and where the error itself says it. */
  readonly cause?: string;
  /** The program's new text; null where the mistake cannot be made in this base. */
  rewrite(base: Base): string | null;
}

/** Replaces the first match; null if there is none. */
export function replaceOnce(source: string, pattern: RegExp | string, replacement: string): string | null {
  const rewritten = source.replace(pattern, () => replacement);
  return rewritten === source ? null : rewritten;
}

/** The same, with $1 … in the replacement. */
export function substitute(source: string, pattern: RegExp, replacement: string): string | null {
  const rewritten = source.replace(pattern, replacement);
  return rewritten === source ? null : rewritten;
}

/** A mistake in the loss shows after any number of steps: few save time. */
export const inFewSteps = (source: string | null, steps = 20): string | null =>
  source?.replace(/const steps = \d+;/, `const steps = ${steps};`) ?? null;

export const withEta = (source: string, eta: number): string | null =>
  replaceOnce(source, /const eta = [\d.]+;/, `const eta = ${eta};`);

/** Makes the loss an inner node, and the node that is named `loss` an expression of `inner`. */
export function wrapLoss({ source }: Base, expression: string): string | null {
  const statement = /const loss = ([^;]*?)'loss'([^;]*);/;
  if (!statement.test(source)) return null;
  return source.replace(
    statement,
    (_all, before: string, after: string) =>
      `const inner = ${before}'inner'${after};\nconst loss = ${expression};`,
  );
}

/** Puts another loss in the place of the right one. */
export const replaceLoss = ({ source }: Base, expression: string): string | null =>
  replaceOnce(source, /const loss = [^;]*?'loss'[^;]*;/, `const loss = ${expression};`);

/** Whether the gradient comes from the graph, so that it follows whatever the loss is. */
export const usesAutodiff = ({ source }: Base): boolean => /tf\.gradients|Optimizer/.test(source);
