// The commands of docs/tutorials as a reader runs them: in one shell, from top to bottom, in a folder like the project's.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT, startSystem, type System } from './system.ts';

let folder: string;
let system: System;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'residual-tutorial-'));
  // Not the project itself: what the tutorial makes there would stay.
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const residual = scripts.residual.replace('scripts/', join(ROOT, 'scripts/'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, scripts: { residual } }));
  await mkdir(join(folder, 'assignments'));
  for (const slug of ['graphs', 'linear-regression'])
    await cp(join(ROOT, 'assignments', slug), join(folder, 'assignments', slug), { recursive: true });
  system = await startSystem({ assignments: join(folder, 'assignments') });
}, 120_000);
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** The blocks that are marked to be run. @throws Error if a page has none */
async function commandsOf(page: string): Promise<string> {
  const text = await readFile(join(ROOT, 'docs/tutorials', page), 'utf8');
  const blocks = [...text.matchAll(/<!-- run -->\n\n```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  if (blocks.length === 0) throw new Error(`${page} has no block that is marked to be run`);
  return blocks.join('\n');
}

/** @returns everything that was printed */
function runAll(commands: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-e', '-c', commands], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        RESIDUAL_HOME: system.home,
        RESIDUAL_ASSIGNMENTS: join(folder, 'assignments'),
        GIT_TERMINAL_PROMPT: '0',
        npm_config_update_notifier: 'false',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

test('the instructor’s tutorial leads from nothing to an exported grade', async () => {
  const { code, output } = await runAll(await commandsOf('instructor.md'));
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/^remote: ring-regression\/closed-form: correct 10\/10\s*$/m);
  const [header, ...rows] = (await readFile(join(folder, 'grades.csv'), 'utf8')).trim().split(/\r?\n/);
  expect(header).toContain('ring-regression');
  expect(rows.find((row) => row.includes('grace@example.org'))).toMatch(/,10,/);
  expect(rows).toHaveLength(2);
}, 240_000);

test('the student’s tutorial leads to full points', async () => {
  const commands = await commandsOf('student.md');
  const address = /http:\/\/ada:\S+\.git/.exec(commands)![0];
  const { code, output } = await runAll(commands.replaceAll(address, system.demo.students[0].cloneUrl));
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/^graphs\/formula: wrong 0\/\d+, before the push$/m);
  expect(output).toMatch(/^remote: graphs\/formula: correct (\d+)\/\1\s*$/m);
}, 240_000);
