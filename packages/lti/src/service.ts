// One request to a platform's services: with a token for its scopes, again with patience where it helps, and an error
// that says what the platform said.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jsonOf } from './json.ts';
import type { AccessTokens } from './tokens.ts';
import type { Fetch } from './keys.ts';

/** The platform refused, or could not. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  /** Null: no answer came. */
  readonly status: number | null;

  constructor(status: number | null, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Any of them is enough; the first is asked for. */
  readonly scope: string;
  readonly accept?: string;
  readonly contentType?: string;
  /** Made anew for each try. */
  readonly body?: () => Promise<string> | string;
}

export interface ServiceOptions {
  readonly fetch: Fetch;
  readonly tokens: AccessTokens;
  /** Ends waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Before the second try; it doubles from there. */
  readonly backoffMs?: number | undefined;
}

const TRIES = 4;
const LONGEST_WAIT_MS = 30_000;
const SAID = 300;

/** Overload and failures of the platform's own pass; whatever else it says, it would say again. */
const passes = (status: number): boolean => status >= 500 || status === 429;

export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** @throws ServiceError */
  async call(call: Call): Promise<{ readonly body: string; readonly headers: Headers }> {
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const response = await this.#once(call);
      if (response instanceof Response) {
        const body = await response.text();
        if (response.ok) return { body, headers: response.headers };
        if (response.status === 401 && !isRenewed) {
          // It has expired before its time, or the platform has forgotten it.
          isRenewed = true;
          this.#options.tokens.forget(call.scope);
          continue;
        }
        const failure = new ServiceError(
          response.status,
          `HTTP ${response.status}${body && `: ${plain(body)}`}`,
        );
        if (!passes(response.status) || attempt === TRIES) throw failure;
        await this.#wait(attempt, response.headers.get('retry-after'), failure);
      } else {
        if (response.status !== null || attempt === TRIES) throw response;
        await this.#wait(attempt, null, response);
      }
    }
  }

  async #once({ method, url, scope, accept, contentType, body }: Call): Promise<Response | ServiceError> {
    const { fetch, tokens, signal } = this.#options;
    try {
      const token = await tokens.get(scope);
      const content = await body?.();
      return await fetch(url, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(accept !== undefined && { Accept: accept }),
          ...(contentType !== undefined && { 'Content-Type': contentType }),
        },
        ...(content !== undefined && { body: content }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof ServiceError) return error;
      return new ServiceError(null, `no answer: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  async #wait(attempt: number, retryAfter: string | null, cause: ServiceError): Promise<void> {
    const { backoffMs = 500, signal } = this.#options;
    const asked = Number(retryAfter ?? Number.NaN) * 1000;
    if (asked > LONGEST_WAIT_MS) throw cause;
    // Not all at the same moment again.
    const own = backoffMs * 2 ** (attempt - 1) * (1 + Math.random() / 2);
    await sleep(Number.isFinite(asked) ? Math.max(asked, own) : own, undefined, signal && { signal });
  }
}

const messageSchema = z
  .object({ error: z.string(), error_description: z.string(), message: z.string() })
  .partial();

/** What an error says, in a line: that of an answer in JSON, else the text of a page. */
export function plain(body: string): string {
  const { error_description: description, message, error } = messageSchema.catch({}).parse(jsonOf(body));
  return (description ?? message ?? error ?? body)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, SAID);
}
