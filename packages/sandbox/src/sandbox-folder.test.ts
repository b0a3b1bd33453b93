import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { makeSandboxFolder } from './sandbox-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'folder-test-'));
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('what a killed worker left is removed, what a living one has stays', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const others = [`residual-sandbox-${process.ppid}-alive`, 'residual-sandbox-notes', 'unrelated-1-x'];
  mkdirSync(join(parent, `residual-sandbox-${dead}-dead`, 'process-1'), { recursive: true });
  for (const name of others) mkdirSync(join(parent, name));
  const folder = await makeSandboxFolder(parent);
  expect(readdirSync(parent).toSorted()).toEqual([...others, basename(folder)].toSorted());
});
