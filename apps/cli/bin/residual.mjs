#!/usr/bin/env node
// Starts the command under the project's own Node 24, whatever Node this is. Plain JavaScript, for any Node ≥ 18.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const root = join(here, '../../..');
const ours = join(root, 'node_modules/.bin/node');
const isRecent = Number(process.versions.node.split('.')[0]) >= 24;
if (!existsSync(join(root, 'node_modules'))) fail('Residual is not installed yet: run npm start once.');
if (!existsSync(ours) && !isRecent)
  fail(`Residual needs Node 24, and this is ${process.version}: run npm install.`);

const child = spawn(
  existsSync(ours) ? ours : process.execPath,
  ['--disable-warning=ExperimentalWarning', join(here, '../src/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});

function fail(message) {
  console.error(message);
  process.exit(1);
}
