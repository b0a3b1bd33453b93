// Sends what webhooks are to be told. Everything lies in the database: a server that stops leaves the rest to the next
// one, and several at once share the work.
import {
  announceGradeChanges,
  forgetDeliveries,
  listListeningCourses,
  markDelivered,
  markFailed,
  takeDueDeliveries,
  type DueDelivery,
} from '@residual/store';
import type { ServerContext } from '../context.ts';
import { send } from './send.ts';

const ROUND_MS = 2_000;
/** Grades are compared, and what is done with forgotten, once in so many rounds. */
const ROUNDS_BETWEEN_LOOKS = 5;
const AT_ONCE = 10;
/** Longer than a try may take: who has taken a message has it alone until then. */
const LEASE_SECONDS = 60;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;
/** Nothing has come through for so long: somebody has to look. */
const PATIENCE_MS = 3 * 24 * 3_600_000;
const KEPT_MS = 30 * 24 * 3_600_000;

/** 15 s, 30 s, 1 min … 6 h after so many tries. */
export const waitAfter = (tries: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 30), LONGEST_WAIT_MS);

type SenderContext = Pick<ServerContext, 'store' | 'log' | 'configuration'>;

export class WebhookSender {
  readonly #context: SenderContext;
  readonly #aborted = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #rounds = 0;

  constructor(context: SenderContext) {
    this.#context = context;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      const looks = this.#rounds % ROUNDS_BETWEEN_LOOKS === 0;
      this.#rounds += 1;
      this.#round = (looks ? this.run() : this.#send()).then(
        () => undefined,
        (error: unknown) =>
          this.#context.log.warn({ err: error }, 'webhooks are not served just now; it is tried again'),
      );
      void this.#round.then(() => {
        if (!this.#aborted.signal.aborted) this.start();
      });
    }, ROUND_MS);
    this.#timer.unref();
  }

  /** A message on its way is broken off, and sent again by whoever comes next. */
  async stop(): Promise<void> {
    this.#aborted.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Looks for changed grades, and sends until nothing is due. @returns how many came through */
  async run(): Promise<number> {
    const { store } = this.#context;
    for (const courseId of await listListeningCourses(store))
      await announceGradeChanges(store, { courseId, now: new Date() });
    await forgetDeliveries(store, { before: new Date(Date.now() - KEPT_MS) });
    return this.#send();
  }

  async #send(): Promise<number> {
    const { store } = this.#context;
    let sent = 0;
    while (!this.#aborted.signal.aborted) {
      const due = await takeDueDeliveries(store, { limit: AT_ONCE, leaseSeconds: LEASE_SECONDS });
      if (due.length === 0) break;
      const results = await Promise.all(due.map((delivery) => this.#deliver(delivery)));
      sent += results.filter(Boolean).length;
    }
    return sent;
  }

  async #deliver(delivery: DueDelivery): Promise<boolean> {
    const { store, log, configuration } = this.#context;
    try {
      await send(delivery, {
        allowPrivate: configuration.webhooksToPrivateAddresses,
        signal: this.#aborted.signal,
      });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      const isDisabled = await markFailed(store, delivery, {
        failure,
        retryAt: new Date(Date.now() + waitAfter(delivery.tries)),
        disableBefore: new Date(Date.now() - PATIENCE_MS),
      });
      log.info(
        { webhookId: delivery.webhookId, delivery: delivery.id, failure },
        'a webhook was not reached',
      );
      if (isDisabled) log.warn({ webhookId: delivery.webhookId, failure }, 'a webhook is disabled');
      return false;
    }
    await markDelivered(store, delivery);
    return true;
  }
}
