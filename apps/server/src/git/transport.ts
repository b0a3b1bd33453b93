// /git/<course>/<repository>.git over smart HTTP. A token opens one repository; any other does not exist for it.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Hook } from '@residual/contracts';
import { serveSmartHttp, type GitService } from '@residual/git';
import { findRepositoryByToken, type RepositoryAccess } from '@residual/store';
import type { Configuration } from '../configuration.ts';
import type { Intake } from '../intake/intake.ts';
import { type IncomingPush, postReceive, preReceive } from '../intake/receive.ts';
import { readPushToken } from './credentials.ts';
import { answerHook, type HookHandler } from './hook-channel.ts';

/** The method and, for info/refs, the question that each service goes with. */
const METHOD: Record<GitService, 'GET' | 'POST'> = {
  'info/refs': 'GET',
  'git-upload-pack': 'POST',
  'git-receive-pack': 'POST',
};
const ADDRESS = /^\/(?<path>[^/]+\/[^/]+\.git)\/(?<service>info\/refs|git-upload-pack|git-receive-pack)$/;
const MIN_IDLE_MILLISECONDS = 120_000;
const WRONG_TOKEN =
  'This push token is not valid. Use the clone address you were given (git remote set-url origin <address>), ' +
  'or ask your instructor for a new one.';

export class GitTransport {
  readonly #intake: Intake;
  readonly #running = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  /** Handles a request below `/git`; its `url` is without that. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const served = this.#serve(request, response).catch((error: unknown) => {
      this.#intake.log.error({ err: error, url: request.url }, 'git request failed');
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The server failed. Nothing is lost: try again in a minute.');
    });
    this.#running.add(served);
    void served.finally(() => this.#running.delete(served));
  };

  /** Waits for the pushes in progress; after the time given, ends them. */
  async close(options: { readonly graceMilliseconds: number }): Promise<void> {
    const timer = setTimeout(() => this.#end.abort(), options.graceMilliseconds);
    await Promise.all(this.#running);
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const address = ADDRESS.exec(url.pathname)?.groups;
    if (!address) return refuse(response, 404, 'There is no such repository.');
    const service = address.service as GitService;
    if (request.method !== METHOD[service]) return refuse(response, 405, 'That is not how git asks.');
    if (service === 'info/refs' && !/^git-(upload|receive)-pack$/.test(url.searchParams.get('service') ?? ''))
      return refuse(
        response,
        403,
        'This server speaks only the smart HTTP protocol: use git 1.6.6 or later.',
      );

    const token = readPushToken(request.headers.authorization);
    const access = token === null ? null : await findRepositoryByToken(this.#intake.store, token);
    if (!access) {
      response.setHeader('WWW-Authenticate', 'Basic realm="Residual: the password is your push token"');
      return refuse(
        response,
        401,
        token === null ? 'The password is the push token of your clone address.' : WRONG_TOKEN,
      );
    }
    if (access.path !== address.path) return refuse(response, 404, 'There is no such repository.');
    if (this.#intake.stopping.aborted) return refuse(response, 503, 'The server is restarting: try again.');
    await this.#runGit(request, response, { access, service, query: url.search.slice(1) });
  }

  async #runGit(
    request: IncomingMessage,
    response: ServerResponse,
    options: { access: RepositoryAccess; service: GitService; query: string },
  ): Promise<void> {
    const { access, service, query } = options;
    const { configuration } = this.#intake;
    const push: IncomingPush | null = service === 'git-receive-pack' ? this.#begin(access) : null;
    const { exitCode, stderr } = await serveSmartHttp(request, response, {
      repository: join(configuration.gitRoot, access.path),
      service,
      query,
      user: access.enrollmentId,
      settings: gitSettings(configuration),
      onHook: push ? this.#hooksOf(push) : undefined,
      idleMilliseconds: Math.max(MIN_IDLE_MILLISECONDS, configuration.pushAnswerMilliseconds * 2),
      signal: this.#end.signal,
    });
    if (exitCode !== 0 || stderr !== '')
      this.#intake.log.info(
        { pushId: push?.id, repository: access.path, service, exitCode, stderr },
        'git ended',
      );
  }

  #hooksOf(push: IncomingPush): (hook: Hook, channel: Duplex) => void {
    const handler = this.#handlerOf(push);
    return (hook, channel) =>
      void answerHook(hook, channel, { handler, log: push.log }).catch((error: unknown) => {
        push.log.error({ err: error, hook }, 'hook cannot be answered');
        channel.destroy();
      });
  }

  #begin(access: RepositoryAccess): IncomingPush {
    const id = randomUUID();
    return { id, access, log: this.#intake.log.child({ pushId: id, repository: access.path }) };
  }

  #handlerOf(push: IncomingPush): HookHandler {
    return async (request, { say, signal }) => {
      if (request.hook === 'pre-receive') {
        try {
          return await preReceive(this.#intake, push, request, say);
        } catch (error) {
          this.#intake.metrics.pushes.inc({ outcome: 'failed' });
          push.log.error({ err: error }, 'push cannot be checked or recorded');
          say([
            'error: The grading server cannot check or record pushes just now.',
            'hint: Nothing is lost: your commits are as they were. Push again in a minute.',
          ]);
          return false;
        }
      }
      try {
        const over = AbortSignal.any([signal, this.#intake.stopping]);
        await postReceive(this.#intake, push, request, { say, signal: over });
      } catch (error) {
        push.log.error({ err: error }, 'push cannot be confirmed or answered; the reconciler will see to it');
        say([
          'The grading server cannot answer just now. Your push is recorded and will be graded:',
          `do not push again, look at ${this.#intake.configuration.publicUrl}`,
        ]);
      }
      return true;
    };
  }
}

/** Bounds that git itself keeps, before any hook of ours runs. */
const gitSettings = (configuration: Configuration): Record<string, string> => ({
  'core.hooksPath': configuration.hooksFolder,
  'http.receivepack': 'true',
  'http.getanyfile': 'false',
  'receive.maxInputSize': String(Math.round(configuration.pushLimits.packBytes)),
  // Malformed objects and names such as `.git` never enter.
  'receive.fsckObjects': 'true',
  'receive.autogc': 'false',
  'receive.denyDeletes': 'true',
  'receive.denyNonFastForwards': 'true',
  // Larger blobs are streamed to disk: a gigabyte of zeros compresses to a megabyte, and must not fill memory.
  'core.bigFileThreshold': '1m',
  'transfer.advertiseSID': 'false',
});

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
