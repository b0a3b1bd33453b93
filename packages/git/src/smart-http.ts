// The bridge between an HTTP request and `git http-backend` (CGI). Both directions stream: a large push is
// never held in memory, and a hook's lines reach the pusher as they are printed.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { GitError, gitEnvironment } from './git.ts';

export type GitService = 'info/refs' | 'git-upload-pack' | 'git-receive-pack';

export interface SmartHttpOptions {
  /** The bare repository's folder. */
  readonly repository: string;
  readonly service: GitService;
  /** The request's query, without `?`. */
  readonly query: string;
  /** Who is asking; a name is what allows receive-pack. */
  readonly user: string;
  /** Git configuration for this request, before the repository's own (hooks' folder, limits). */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gets a socket for each hook, whose other end is open in the hook as its {@link HOOK_DESCRIPTORS}. */
  readonly onHook?: (hook: keyof typeof HOOK_DESCRIPTORS, channel: Duplex) => void;
  /** The connection is cut after so long without a byte in either direction. */
  readonly idleMilliseconds: number;
  /** Ends git, whatever it is doing: for a server that cannot wait any longer. */
  readonly signal?: AbortSignal;
}

export interface SmartHttpOutcome {
  readonly exitCode: number | null;
  /** What git said to its operator; the pusher's lines are not in it. */
  readonly stderr: string;
}

/** The file descriptors by which hooks reach whoever has started git. */
export const HOOK_DESCRIPTORS = { 'pre-receive': 3, 'post-receive': 4 } as const;

const MAX_HEADER_BYTES = 64 << 10;

/**
 * Answers one request of git's smart HTTP protocol. Resolves when git has ended, which may be long after the
 * client is gone: a receive-pack that has all its input finishes and moves the ref; a fetch nobody reads is ended.
 * @throws GitError if git cannot start or answers no CGI header
 */
export function serveSmartHttp(
  request: IncomingMessage,
  response: ServerResponse,
  options: SmartHttpOptions,
): Promise<SmartHttpOutcome> {
  return new Promise((resolve, reject) => {
    const receives = options.service === 'git-receive-pack';
    // A group of its own: Ctrl-C in the server's terminal is for the server, which lets pushes finish.
    const child = spawn('git', ['http-backend'], {
      env: cgiEnvironment(request, options),
      stdio: ['pipe', 'pipe', 'pipe', ...(options.onHook ? (['pipe', 'pipe'] as const) : [])],
      detached: true,
    }) as ChildProcessWithoutNullStreams;
    openHookChannels(child, options.onHook);
    const end = (): void => endGroup(child);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 8_000) stderr += chunk.toString();
    });
    options.signal?.addEventListener('abort', end, { once: true });

    // git may refuse early and close its end; the rest of the upload is then read and dropped.
    child.stdin.on('error', () => request.resume());
    request.pipe(child.stdin);
    // An upload cut short must not look complete, and must not leave git waiting: end of input tells it.
    request.on('close', () => {
      if (!request.complete) child.stdin.destroy();
    });
    response.setTimeout(options.idleMilliseconds, () => response.destroy());
    response.on('close', () => {
      if (response.writableFinished) return;
      // Nobody listens any more. What was pushed is still to be finished, so its output is read and dropped.
      child.stdout.unpipe(response);
      child.stdout.resume();
      if (!receives) end();
    });

    let headerDone = false;
    readCgiHeader(child, (header, body) => {
      headerDone = true;
      if (!response.destroyed) {
        response.writeHead(header.status, header.fields);
        response.flushHeaders();
        response.write(body);
        child.stdout.pipe(response);
      } else child.stdout.resume();
    });
    const failed = (message: string, cause?: unknown): void =>
      reject(new GitError(message, { exitCode: child.exitCode, cause }));
    child.on('error', (cause) => failed('git http-backend could not start', cause));
    child.on('close', (exitCode) => {
      options.signal?.removeEventListener('abort', end);
      if (!headerDone && !response.destroyed) failed(`git http-backend gave no answer: ${stderr.trim()}`);
      else resolve({ exitCode, stderr });
    });
  });
}

/** The channels end with git, hooks that were never run included. */
export function openHookChannels(child: ChildProcess, onHook: SmartHttpOptions['onHook']): void {
  if (!onHook || child.pid === undefined) return;
  for (const hook of ['pre-receive', 'post-receive'] as const) {
    const channel = child.stdio[HOOK_DESCRIPTORS[hook]] as Duplex;
    child.on('exit', () => channel.destroy());
    onHook(hook, channel);
  }
}

/** Ends a git with all that it has started. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    // ESRCH: it ended between the two lines.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The variables of git-http-backend(1). Only these cross from the request. */
function cgiEnvironment(request: IncomingMessage, options: SmartHttpOptions): Record<string, string> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  // No CONTENT_LENGTH: told one, http-backend waits without end for what a dead server or client will never send,
  // and burns a core at it. Without, it reads to the end of its input.
  const cgi: Record<string, string> = {
    GIT_PROJECT_ROOT: dirname(options.repository),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(options.repository)}/${options.service}`,
    QUERY_STRING: options.query,
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: options.user,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
  };
  return gitEnvironment(options.settings, cgi);
}

interface CgiHeader {
  readonly status: number;
  readonly fields: Record<string, string>;
}

function readCgiHeader(child: ChildProcess, done: (header: CgiHeader, body: Buffer) => void): void {
  let buffered = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    buffered = Buffer.concat([buffered, chunk]);
    const end = buffered.indexOf('\r\n\r\n');
    if (end === -1) {
      if (buffered.byteLength > MAX_HEADER_BYTES) endGroup(child);
      return;
    }
    child.stdout?.off('data', onData);
    done(parseCgiHeader(buffered.subarray(0, end).toString()), buffered.subarray(end + 4));
  };
  child.stdout?.on('data', onData);
}

function parseCgiHeader(text: string): CgiHeader {
  let status = 200;
  const fields: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else fields[name] = value;
  }
  return { status, fields };
}
