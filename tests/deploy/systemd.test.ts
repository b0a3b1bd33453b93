// The units for a single machine, as systemd itself reads them.
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './documents.ts';

const FOLDER = join(ROOT, 'deploy/systemd');
const units = readdirSync(FOLDER);
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test.each(units)('%s runs what is there', (unit) => {
  const text = readFileSync(join(FOLDER, unit), 'utf8');
  const commands = [...text.matchAll(/^ExecStart\w*=\/opt\/residual\/node_modules\/.bin\/node (\S+)/gm)];
  expect(commands.length).toBeGreaterThan(0);
  for (const [, entry] of commands) expect(existsSync(join(ROOT, entry))).toBe(true);
});

(hasSystemd ? test : test.skip).each(units)('%s is what systemd takes', (unit) => {
  const { stderr } = spawnSync('systemd-analyze', ['verify', join(FOLDER, unit)], { encoding: 'utf8' });
  // /opt/residual is on the machine that it is made for.
  const complaints = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.includes('/opt/residual/node_modules'));
  expect(complaints).toEqual([]);
});
