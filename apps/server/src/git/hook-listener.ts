// Where git's hooks reach the server: a listener on the loopback interface only, with a token per push, so
// that a hook can speak for its own push and for nothing else.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOOK_ACCEPT, HOOK_REJECT, type HookRequest, hookRequestSchema } from '@residual/contracts';
import type { Logger } from 'pino';
import type { Say } from '../intake/receive.ts';

export interface HookOptions {
  /** Sends lines to the pusher at once. */
  readonly say: Say;
  /** Aborted when the hook is gone. */
  readonly signal: AbortSignal;
}

/** Answers the hooks of one push. @returns whether the hook succeeds */
export type HookHandler = (request: HookRequest, options: HookOptions) => Promise<boolean>;

const MAX_BODY_BYTES = 1 << 20;

export class HookListener {
  readonly #handlers = new Map<string, HookHandler>();
  readonly #server: Server;
  readonly #log: Logger;

  private constructor(log: Logger) {
    this.#log = log;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#log.error({ err: error }, 'hook cannot be answered');
        response.destroy();
      });
    });
  }

  static async open(log: Logger): Promise<HookListener> {
    const listener = new HookListener(log);
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return listener;
  }

  /** What a push's hooks need in their environment; call `release` when git has ended. */
  register(handler: HookHandler): { readonly env: Record<string, string>; release(): void } {
    const token = randomBytes(32).toString('base64url');
    this.#handlers.set(token, handler);
    const { port } = this.#server.address() as AddressInfo;
    return {
      env: { RESIDUAL_HOOK_URL: `http://127.0.0.1:${port}/`, RESIDUAL_HOOK_TOKEN: token },
      release: () => this.#handlers.delete(token),
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const handler = this.#handlers.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!handler) {
      response.writeHead(404).end();
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const end = (succeeds: boolean): void => {
      response.end(`${succeeds ? HOOK_ACCEPT : HOOK_REJECT}\n`);
    };
    const say: Say = (lines) => {
      if (lines.length > 0 && !response.writableEnded)
        response.write(lines.map((line) => `${line}\n`).join(''));
    };
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.flushHeaders();
    const parsed = hookRequestSchema.safeParse(JSON.parse(await readBody(request)));
    if (!parsed.success) {
      this.#log.info({ issues: parsed.error.issues.slice(0, 3) }, 'push refused: its refs make no sense');
      say(['error: this push has too many branches or a name too long', 'hint: git push origin main']);
      end(false);
      return;
    }
    end(await handler(parsed.data, { say, signal: gone.signal }));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`hook request of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
