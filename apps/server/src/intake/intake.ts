// What the intake's parts share: the server's context, the courses' assignments, the watch over attempts, and what
// hands them to the queue.
import type { ServerContext } from '../context.ts';
import { AssignmentCatalog } from './assignment-catalog.ts';
import { AttemptWatch } from './attempt-watch.ts';
import { Dispatcher } from './dispatcher.ts';

export interface Intake extends ServerContext {
  readonly catalog: AssignmentCatalog;
  readonly watch: AttemptWatch;
  readonly dispatcher: Dispatcher;
}

export function createIntake(context: ServerContext): Intake {
  const dispatcher = new Dispatcher(context);
  // A worker that has taken an attempt has left room for the next one.
  const unsubscribe = context.events.subscribe((event) => {
    if (event.type === 'started' || event.type === 'finished') dispatcher.wake();
  });
  context.stopping.addEventListener('abort', unsubscribe);
  const catalog = new AssignmentCatalog(context);
  return { ...context, catalog, watch: new AttemptWatch(context), dispatcher };
}
