/** One mistake in an assignment's folder: where it is, what is wrong, and what to do about it. */
export interface AssignmentProblem {
  /** Relative to the assignment's folder, e.g. `assignment.yaml`. */
  readonly file: string;
  /** 1-based; absent where the mistake has no place in a text, e.g. a missing file. */
  readonly line?: number;
  readonly column?: number;
  /** e.g. `tasks[0].checks[1].points`. */
  readonly field?: string;
  readonly message: string;
  readonly remedy: string;
}

const describe = ({ file, line, column, field, message, remedy }: AssignmentProblem): string =>
  [file, line, column].filter((part) => part !== undefined).join(':') +
  `: ${field ? `${field}: ` : ''}${message}; ${remedy}`;

/** The assignment is broken: nothing can be graded with it and retrying does not help. Names every mistake. */
export class AssignmentError extends Error {
  override name = 'AssignmentError';
  readonly problems: readonly AssignmentProblem[];

  constructor(assignment: string, problems: readonly AssignmentProblem[], options?: ErrorOptions) {
    super(
      `assignment "${assignment}" is broken:\n${problems.map((p) => `  ${describe(p)}`).join('\n')}`,
      options,
    );
    this.problems = problems;
  }
}
