// `residual logs`: what server, worker and PostgreSQL of `npm start` have written, one short line each.
import { existsSync, watch } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Argument, InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { homeOf } from './instance.ts';

const SOURCES = ['server', 'worker', 'postgres'] as const;
type Source = (typeof SOURCES)[number];

interface LogOptions {
  readonly lines: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('what npm start has written in RESIDUAL_HOME')
    .addArgument(new Argument('[source]', 'whose').choices(SOURCES).default('server'))
    .option('--lines <number>', 'the last ones', wholeNumber, 50)
    .option('--follow', 'and what comes, until Ctrl-C')
    .option('--json', 'lines as they are')
    .action((source: Source, options: LogOptions) =>
      showLogs(join(homeOf(process.env), 'logs'), source, options),
    );
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Write a whole number from 0.');
  return Number(text);
}

async function showLogs(folder: string, source: Source, { lines, follow, json }: LogOptions): Promise<void> {
  const file = join(folder, `${source}.log`);
  if (!existsSync(file))
    throw new CommandError(
      `There is no ${file}: npm start writes it; elsewhere see journalctl or docker compose logs.`,
    );
  const say = (line: string): void => console.log(json ? line : shortLine(line));
  const text = await readFile(file, 'utf8');
  const all = text.split('\n').filter((line) => line !== '');
  for (const line of lines === 0 ? [] : all.slice(-lines)) say(line);
  if (follow) await followFile(file, Buffer.byteLength(text), say);
}

/** Never returns. */
async function followFile(file: string, from: number, say: (line: string) => void): Promise<never> {
  let at = from;
  let rest = '';
  for (;;) {
    const { size } = await stat(file);
    // emptied by logrotate
    if (size < at) [at, rest] = [0, ''];
    if (size > at) {
      const handle = await open(file);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - at), 0, size - at, at);
      await handle.close();
      at += bytesRead;
      const parts = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      rest = parts.pop() ?? '';
      parts.filter((line) => line !== '').forEach(say);
    }
    await changed(file);
  }
}

/** A second at the most: not every file system tells. */
function changed(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(file, () => done());
    const timer = setTimeout(() => done(), 1_000);
    const done = (): void => {
      clearTimeout(timer);
      watcher.close();
      resolve();
    };
    watcher.on('error', done);
  });
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
/** What pino and we write into every line. */
const EVERYWHERE = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err', 'worker']);

/** `12:03:04 WARN message key=value …`; an error's stack on lines of its own. What is no line of ours stays as it is. */
export function shortLine(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null || !('level' in entry)) return line;
  const { level, time, msg, err, ...rest } = entry as Record<string, unknown>;
  const details = Object.entries(rest)
    .filter(([key]) => !EVERYWHERE.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const at = typeof time === 'number' ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : '';
  const head = [at, LEVELS[Number(level)] ?? String(level), msg ?? '', ...details].join(' ').trim();
  const stack =
    typeof err === 'object' && err !== null ? ((err as { stack?: string }).stack ?? JSON.stringify(err)) : '';
  return stack === '' ? head : `${head}\n${stack.replaceAll(/^/gm, '    ')}`;
}
