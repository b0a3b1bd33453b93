// /git/<course>/<repository>.git over smart HTTP. A token opens one repository; any other does not exist for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { serveSmartHttp, type GitService } from '@residual/git';
import { findToken, isOutage, type RepositoryAccess, type TokenAccess } from '@residual/store';
import { formatMoment } from '@residual/grading/policy';
import type { Intake } from '../intake/intake.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import type { PushGate } from './push-gate.ts';
import { beginPush, gitSettings } from './push-session.ts';
import { StaffLogins } from './staff-logins.ts';

/** The method and, for info/refs, the question that each service goes with. */
const METHOD: Record<GitService, 'GET' | 'POST'> = {
  'info/refs': 'GET',
  'git-upload-pack': 'POST',
  'git-receive-pack': 'POST',
};
const ADDRESS = /^\/(?<path>[^/]+\/[^/]+\.git)\/(?<service>info\/refs|git-upload-pack|git-receive-pack)$/;
const MIN_IDLE_MILLISECONDS = 120_000;
const NEW_TOKEN =
  'Use the clone address you were given last (git remote set-url origin <address>), or ask your instructor for a new one.';
const WRONG_TOKEN = `This push token is not valid. ${NEW_TOKEN}`;
/** Said by SSH, too. */
export const UNAVAILABLE =
  'The grading server cannot answer just now. Nothing is lost: your commits are as they were. Try again in a minute.';
const RETRY_SECONDS = 30;
const TOO_MANY_LOGINS = 'Too many wrong passwords. Wait five minutes and try again.';

export class GitTransport {
  readonly #intake: Intake;
  readonly #gate: PushGate;
  readonly #staff: StaffLogins;
  readonly #running = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(intake: Intake, gate: PushGate) {
    this.#intake = intake;
    this.#gate = gate;
    this.#staff = new StaffLogins(intake.store);
  }

  /** Handles a request below `/git`; its `url` is without that. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const served = this.#serve(request, response).catch((error: unknown) => {
      const outage = isOutage(error);
      if (outage) this.#intake.log.warn({ err: error, url: request.url }, 'git request: no database');
      else this.#intake.log.error({ err: error, url: request.url }, 'git request failed');
      if (response.headersSent) response.destroy();
      else if (outage) refuse(response.setHeader('retry-after', RETRY_SECONDS), 503, UNAVAILABLE);
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

    // Before 401: a git that then finds nobody to send its credentials to says that they were wrong.
    if (this.#intake.stopping.aborted) return refuse(response, 503, 'The server is restarting: try again.');
    const credentials = readCredentials(request.headers.authorization);
    const access = credentials && (await this.#findAccess(credentials, address.path));
    if (!access || (typeof access === 'object' && 'refusal' in access)) {
      // Then git forgets what it was told to remember, and shows the text.
      response.setHeader('WWW-Authenticate', 'Basic realm="Residual: the password is your push token"');
      if (credentials === null)
        return refuse(response, 401, 'The password is the push token of your clone address.');
      return refuse(response, 401, access ? access.refusal : WRONG_TOKEN);
    }
    if (access === 'limited') return refuse(response, 429, TOO_MANY_LOGINS);
    if (access === 'none' || access.path !== address.path)
      return refuse(response, 404, 'There is no such repository.');
    // Where git asks first, since there it shows what we say.
    if (url.searchParams.get('service') === 'git-receive-pack') {
      const refusal = this.#gate.admit(access.repositoryId);
      if (refusal) return refuse(response, 429, refusal);
    }
    if (access.isStaff && (service === 'git-receive-pack' || url.search.includes('git-receive-pack')))
      return refuse(
        response,
        403,
        "Staff may fetch a student's repository, and only the student pushes to it.",
      );
    await this.#runGit(request, response, { access, service, query: url.search.slice(1) });
  }

  /** A push token opens one repository; an instructor's or assistant's e-mail and password those of their courses, to read. */
  async #findAccess(
    { user, password }: Credentials,
    path: string,
  ): Promise<
    | (RepositoryAccess & { readonly isStaff: boolean })
    | { readonly refusal: string }
    | 'none'
    | 'limited'
    | null
  > {
    const byToken = await findToken(this.#intake.store, password);
    if (byToken?.refusal) return { refusal: refusalOf(byToken) };
    if (byToken) return { ...byToken.access, isStaff: false };
    return user.includes('@') ? this.#staff.find({ user, password }, path) : null;
  }

  async #runGit(
    request: IncomingMessage,
    response: ServerResponse,
    options: { access: RepositoryAccess; service: GitService; query: string },
  ): Promise<void> {
    const { access, service, query } = options;
    const { configuration } = this.#intake;
    const push = service === 'git-receive-pack' ? beginPush(this.#intake, access) : null;
    using _place = push ? this.#gate.enter(access.repositoryId) : undefined;
    const { exitCode, stderr } = await serveSmartHttp(request, response, {
      repository: join(configuration.gitRoot, access.path),
      service,
      query,
      user: access.enrollmentId,
      settings: gitSettings(configuration),
      onHook: push?.onHook,
      idleMilliseconds: Math.max(MIN_IDLE_MILLISECONDS, configuration.pushAnswerMilliseconds * 2),
      signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(configuration.pushMilliseconds)]),
    });
    if (exitCode !== 0 || stderr !== '')
      this.#intake.log.info(
        { pushId: push?.id, repository: access.path, service, exitCode, stderr },
        'git ended',
      );
  }
}

/** Whoever has it had it from us: to them it is no secret that it was one. */
function refusalOf({ access, refusal }: TokenAccess): string {
  const at = refusal && formatMoment(refusal.at, access.course.timeZone);
  const what =
    refusal?.kind === 'expired'
      ? `This push token expired on ${at} (${access.course.timeZone})`
      : `This push token was replaced on ${at} (${access.course.timeZone})`;
  return `${what} [token]. ${NEW_TOKEN}`;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
