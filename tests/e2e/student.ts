// A student with real git: clones, lays files over the working tree, pushes, reads what the push answers.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface PushAnswer {
  readonly exitCode: number;
  /** What git printed, without the `remote: ` in front. */
  readonly text: string;
  /** `linear-regression/closed-form` → `correct 10/10`, from the last lines. */
  readonly verdicts: ReadonlyMap<string, string>;
}

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
const ENVIRONMENT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

export function git(cwd: string, ...args: string[]): Promise<{ exitCode: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...IDENTITY, ...args], {
      cwd,
      env: { PATH: process.env.PATH, ...ENVIRONMENT },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, text }));
  });
}

async function must(result: Promise<{ exitCode: number; text: string }>): Promise<string> {
  const { exitCode, text } = await result;
  if (exitCode !== 0) throw new Error(`git failed:\n${text}`);
  return text;
}

export class WorkingTree {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async clone(cloneUrl: string, path: string): Promise<WorkingTree> {
    await must(git('/', 'clone', '--quiet', cloneUrl, path));
    return new WorkingTree(path);
  }

  async lay(source: string, target: string): Promise<void> {
    const path = join(this.path, target);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(source, path);
  }

  async write(target: string, content: string): Promise<void> {
    const path = join(this.path, target);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  async commit(message: string): Promise<void> {
    await must(git(this.path, 'add', '-A'));
    await must(git(this.path, 'commit', '--quiet', '--allow-empty', '-m', message));
  }

  async push(): Promise<PushAnswer> {
    const { exitCode, text } = await git(this.path, 'push');
    const lines = text.split('\n').map((line) => line.replace(/^remote: ?/, '').trimEnd());
    const verdicts = new Map<string, string>();
    for (const line of lines) {
      const match = /^([a-z0-9-]+\/[a-z0-9-]+): ([a-z ]+ [\d.]+\/[\d.]+)$/.exec(line);
      if (match) verdicts.set(match[1], match[2]);
    }
    return { exitCode, text: lines.join('\n'), verdicts };
  }
}
