// What the intake's parts share: the server's context, the courses' assignments, and the watch over attempts.
import type { ServerContext } from '../context.ts';
import { AssignmentCatalog } from './assignment-catalog.ts';
import { AttemptWatch } from './attempt-watch.ts';

export interface Intake extends ServerContext {
  readonly catalog: AssignmentCatalog;
  readonly watch: AttemptWatch;
}

export function createIntake(context: ServerContext): Intake {
  return { ...context, catalog: new AssignmentCatalog(context.store), watch: new AttemptWatch(context) };
}
