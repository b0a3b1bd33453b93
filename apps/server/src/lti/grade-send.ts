// Sends grades to a platform's gradebook, one column an assignment. Each score's outcome is kept as it comes, so that
// a sending which ends half-way is gone on with by the next.
import {
  findOrCreateLineItem,
  lineItemExists,
  sendScore,
  ServiceError,
  updateLineItem,
  type Column,
  type Service,
} from '@residual/lti';
import {
  dropLtiLineItem,
  endLtiSending,
  listLtiLineItems,
  nextLtiTimestamp,
  recordLtiScore,
  setLtiLineItem,
  type LtiContext,
  type LtiLineItemRow,
} from '@residual/store';
import type { ServerContext } from '../context.ts';
import { planScores, valueOf, type PlannedAssignment, type PlannedScore } from './grade-plan.ts';
import type { Platforms } from './platforms.ts';

/** At a time. Platforms limit how much one tool may ask. */
const CONCURRENCY = 3;
/** In a row, none of them about a student: then nobody's would go through. */
const MOST_FAILURES = 5;

export interface SendOptions {
  readonly connection: LtiContext;
  /** Those whose latest try failed, and nothing else. */
  readonly onlyFailed: boolean;
}

/** Runs on behind the answer. Between beginLtiSending and its end, which it tells. It never throws. */
export async function sendGrades(
  context: ServerContext,
  platforms: Platforms,
  { connection, onlyFailed }: SendOptions,
): Promise<void> {
  const { store, log } = context;
  let notice: string | null = null;
  try {
    const sending = new Sending(context, connection, await platforms.service(connection.platform));
    notice = await sending.run(onlyFailed);
  } catch (error) {
    log.error({ err: error, context: connection.id }, 'sending grades ended early');
    notice = 'something broke on our side; the log says what';
  }
  try {
    await endLtiSending(store, connection.id, notice);
  } catch (error) {
    // The sending runs out by itself.
    log.error({ err: error, context: connection.id }, 'that grades were sent could not be noted');
  }
}

class Sending {
  readonly #context: ServerContext;
  readonly #connection: LtiContext;
  readonly #service: Service;
  readonly #columns = new Map<string, Promise<string>>();
  #latestColumn: Promise<unknown> = Promise.resolve();
  #known = new Map<string, LtiLineItemRow>();
  #broken: Error | null = null;
  #failures = 0;
  #lastFailure = '';

  constructor(context: ServerContext, connection: LtiContext, service: Service) {
    this.#context = context;
    this.#connection = connection;
    this.#service = service;
  }

  /** @returns why it ended early; null: it did not */
  async run(onlyFailed: boolean): Promise<string | null> {
    const { store, stopping } = this.#context;
    const items = await listLtiLineItems(store, this.#connection.id);
    this.#known = new Map(items.map((item) => [item.assignmentId, item]));
    const wanted = onlyFailed ? ['failed'] : ['failed', 'to send'];
    const running = new Set<Promise<void>>();
    for await (const planned of planScores(store, this.#connection, new Date())) {
      for (const score of planned.filter(({ state }) => wanted.includes(state))) {
        if (this.#hasToEnd()) break;
        // Already here, so that columns come in the order of the assignments. Who sends hears of a failure.
        this.#column(score.assignment).catch(() => undefined);
        const one = this.#send(score).finally(() => running.delete(one));
        running.add(one);
        if (running.size >= CONCURRENCY) await Promise.race(running);
      }
      if (this.#hasToEnd()) break;
    }
    await Promise.all(running);
    if (this.#broken) throw this.#broken;
    if (stopping.aborted) return 'the server was stopped meanwhile: send again';
    return this.#failures >= MOST_FAILURES ? this.#lastFailure : null;
  }

  #hasToEnd(): boolean {
    return this.#context.stopping.aborted || this.#broken !== null || this.#failures >= MOST_FAILURES;
  }

  /** Never rejects: several run at a time. */
  async #send(score: PlannedScore): Promise<void> {
    const { store, stopping } = this.#context;
    const { id: contextId } = this.#connection;
    const { student, assignment, points } = score;
    const key = { contextId, enrollmentId: student.enrollmentId, assignmentId: assignment.id };
    let at = new Date();
    const timestamp = async (): Promise<Date> => (at = await nextLtiTimestamp(store, contextId));
    try {
      // Should we end before the answer comes, it is known that there may be a score.
      if (score.last === null) await recordLtiScore(store, key, { at, failure: 'no answer yet' });
      const failure = await this.#tryPost(score, timestamp);
      const accepted = valueOf(points!, assignment.maxPoints!);
      await recordLtiScore(store, key, failure === null ? { at, accepted } : { at, failure });
    } catch (error) {
      if (!stopping.aborted) this.#broken ??= new Error('a score could not be sent', { cause: error });
    }
  }

  /** @returns why the platform did not take it; null: it did */
  async #tryPost(score: PlannedScore, timestamp: () => Promise<Date>): Promise<string | null> {
    try {
      await this.#post(score, timestamp);
      this.#failures = 0;
      return null;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const isAboutAll = error.status === null || error.status >= 500 || [401, 403].includes(error.status);
      this.#failures = isAboutAll ? this.#failures + 1 : 0;
      this.#lastFailure = error.message;
      return error.message;
    }
  }

  async #post(score: PlannedScore, timestamp: () => Promise<Date>): Promise<void> {
    const { assignment, subject, points, explanation, last } = score;
    const body = {
      subject: subject!,
      points: points!,
      maxPoints: assignment.maxPoints!,
      comment: explanation,
      // What failed may have been taken all the same.
      isRegrade: last !== null && (last.accepted !== null || last.failure !== null),
    };
    const column = this.#column(assignment);
    const lineItem = await column;
    try {
      await sendScore(this.#service, { lineItem, score: body, timestamp });
    } catch (error) {
      const isGone = error instanceof ServiceError && error.status === 404;
      if (!isGone || (await lineItemExists(this.#service, lineItem))) throw error;
      // Somebody has deleted the column: there will be a new one, once.
      if (this.#columns.get(assignment.id) === column) {
        this.#columns.delete(assignment.id);
        this.#known.delete(assignment.id);
        await dropLtiLineItem(this.#context.store, {
          contextId: this.#connection.id,
          assignmentId: assignment.id,
        });
      }
      const renewed = await this.#column(assignment);
      await sendScore(this.#service, {
        lineItem: renewed,
        score: { ...body, isRegrade: false },
        timestamp,
      });
    }
  }

  /** Its address; found, made or brought up to date when the first score needs it. */
  #column(assignment: PlannedAssignment): Promise<string> {
    let column = this.#columns.get(assignment.id);
    if (!column) {
      column = this.#latestColumn.then(() => this.#prepareColumn(assignment));
      this.#columns.set(assignment.id, column);
      this.#latestColumn = column.catch(() => undefined);
    }
    return column;
  }

  async #prepareColumn({ id, title, maxPoints }: PlannedAssignment): Promise<string> {
    const { store } = this.#context;
    const { id: contextId, lineItemsUrl: container } = this.#connection;
    if (container === null) throw new ServiceError(403, 'the platform offers no gradebook');
    const column = { resourceId: id, label: title, maxPoints: maxPoints! };
    const known = this.#known.get(id);
    const item = known ?? (await findOrCreateLineItem(this.#service, { container, column }));
    const isSame = item.label === title && Number(item.maxPoints) === Number(maxPoints);
    if (!isSame && !(await this.#update(item.url, column))) return this.#renew(id, column);
    if (!known || !isSame)
      await setLtiLineItem(store, contextId, {
        assignmentId: id,
        url: item.url,
        label: title,
        maxPoints: maxPoints!,
      });
    return item.url;
  }

  /** @returns false if it is gone */
  async #update(url: string, column: Column): Promise<boolean> {
    try {
      await updateLineItem(this.#service, url, column);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return false;
      throw error;
    }
  }

  async #renew(assignmentId: string, column: Column): Promise<string> {
    const { id: contextId, lineItemsUrl } = this.#connection;
    await dropLtiLineItem(this.#context.store, { contextId, assignmentId });
    const { url } = await findOrCreateLineItem(this.#service, { container: lineItemsUrl!, column });
    const { label, maxPoints } = column;
    await setLtiLineItem(this.#context.store, contextId, { assignmentId, url, label, maxPoints });
    return url;
  }
}
