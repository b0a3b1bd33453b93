// Who looks at a submission, and how.
import type { DrawnGraph } from '@residual/contracts';
import type { EarlierSubmission } from '@residual/store';
import type { Language } from '../language/language.ts';

export type Files = readonly { readonly path: string; readonly text: string }[];

export interface Reading {
  readonly language: Language;
  /** Only staff see what an attempt was seeded with and how long the checks on hidden data took. */
  readonly forStaff: boolean;
  /** Whether figures that wait for the deadline are shown. */
  readonly afterDeadline: boolean;
  /** IANA name, the course's. */
  readonly timeZone: string;
  readonly files: Files;
  /** The student's submission before this one. */
  readonly earlier: EarlierSubmission | null;
  /** By task, where one is kept. */
  readonly graphs: ReadonlyMap<string, DrawnGraph>;
  /** Where the drawing of a task's graph is served. */
  readonly drawingOf: (task: string) => string;
}
