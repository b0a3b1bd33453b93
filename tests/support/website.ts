// The pages on a real server over a real database, with a course in every state a page can show.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GradingEvent } from '@residual/contracts';
import type { GradingEvents } from '@residual/queue';
import type { Store } from '@residual/store';
import express from 'express';
import pino from 'pino';
import { apiRouter } from '../../apps/server/src/api/router.ts';
import { readConfiguration } from '../../apps/server/src/configuration.ts';
import type { ServerContext } from '../../apps/server/src/context.ts';
import { ltiRouter } from '../../apps/server/src/lti/router.ts';
import { ServerMetrics } from '../../apps/server/src/metrics.ts';
import { webRouter } from '../../apps/server/src/web/index.ts';

/** Events within this process. */
export class LocalEvents implements GradingEvents {
  readonly #listeners = new Set<(event: GradingEvent) => void>();

  subscribe(listener: (event: GradingEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(event: GradingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

export interface Website {
  readonly url: string;
  readonly events: LocalEvents;
  close(): Promise<void>;
}

export async function startWebsite(
  store: Store,
  databaseUrl: string,
  options: { port?: number; environment?: Readonly<Record<string, string>> } = {},
): Promise<Website> {
  const stopping = new AbortController();
  const events = new LocalEvents();
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context: ServerContext = {
    configuration: readConfiguration({
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: url,
      ...options.environment,
    }),
    store,
    queue: {
      add: async () => undefined,
      has: async () => true,
      isDelayed: async () => false,
      hurry: async () => undefined,
      remove: async () => true,
      ping: async () => undefined,
      close: async () => undefined,
    },
    metrics: new ServerMetrics(store),
    events,
    log: pino({ level: 'silent' }),
    stopping: stopping.signal,
  };
  app.use(apiRouter(context));
  app.use(ltiRouter(context));
  app.use(webRouter(context));
  return {
    url,
    events,
    async close() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A browser's cookie jar and manners, without a browser. */
export class Visitor {
  readonly #site: string;
  #cookie = '';

  constructor(site: string) {
    this.#site = site;
  }

  async get(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), cookie: this.#cookie };
    return fetch(new URL(path, this.#site), { redirect: 'manual', ...init, headers });
  }

  async post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await this.get(path, {
      method: 'POST',
      headers: { origin: this.#site, ...headers },
      body: new URLSearchParams(form),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.#cookie = cookie.split(';')[0];
    return response;
  }

  /** @throws if the login is refused */
  async logIn(email: string, password: string): Promise<this> {
    const response = await this.post('/login', { email, password });
    if (response.status !== 303) throw new Error(`login of ${email} answered ${response.status}`);
    return this;
  }
}
