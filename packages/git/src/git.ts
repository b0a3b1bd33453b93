// Runs git with an environment of its own: nothing of the machine's or the user's configuration applies, so
// that a repository behaves the same wherever the server runs.
import { spawn } from 'node:child_process';

export class GitError extends Error {
  override name = 'GitError';
  /** Null when git was ended by a signal, or never started. */
  readonly exitCode: number | null;

  constructor(message: string, options: { exitCode: number | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
  }
}

export type GitEnvironment = Readonly<Record<string, string>>;

/** Settings that hold for every git process here; `safe.directory` because a mounted volume may have another owner. */
const SETTINGS = { 'safe.directory': '*', 'gc.auto': '0', 'core.quotePath': 'false' };

/**
 * The whole environment of a git process.
 * @param settings git configuration that goes before the repository's own
 */
export function gitEnvironment(
  settings: Readonly<Record<string, string>> = {},
  extra: GitEnvironment = {},
): Record<string, string> {
  const entries = Object.entries({ ...SETTINGS, ...settings });
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
    ...extra,
  };
}

export interface GitOptions {
  /** Added to the clean environment, e.g. the quarantine of a pre-receive hook. */
  readonly env?: GitEnvironment;
  readonly input?: string | Uint8Array;
  readonly timeoutMilliseconds?: number;
  /** Exit codes that are answers, not failures. */
  readonly expectedExitCodes?: readonly number[];
  /** More output than this is an error; default 64 MiB. */
  readonly maxOutputBytes?: number;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
}

/** @throws GitError if git cannot start, fails, takes too long (30 s by default) or says too much. */
export function runGit(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const { expectedExitCodes = [0], timeoutMilliseconds = 30_000, maxOutputBytes = 64 << 20 } = options;
  const command = `git ${args.join(' ').slice(0, 200)}`;
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      env: gitEnvironment({}, options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    let outputBytes = 0;
    let stderr = '';
    let ending: string | undefined;
    const end = (why: string): void => {
      ending ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end(`took longer than ${timeoutMilliseconds} ms`), timeoutMilliseconds);
    child.stdout.on('data', (chunk: Buffer) => {
      outputBytes += chunk.byteLength;
      if (outputBytes > maxOutputBytes) end(`wrote more than ${maxOutputBytes} bytes`);
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4_000) stderr += chunk.toString();
    });
    // git may exit without reading all of its input; its exit code says whether that is an error.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new GitError(`${command} could not start`, { exitCode: null, cause }));
    });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      if (exitCode !== null && ending === undefined && expectedExitCodes.includes(exitCode)) {
        resolve({ exitCode, stdout: Buffer.concat(stdout) });
        return;
      }
      const why = ending ?? (signal ? `was ended by ${signal}` : `exited with ${exitCode}`);
      reject(new GitError(`${command} ${why}: ${stderr.trim()}`, { exitCode }));
    });
  });
}
