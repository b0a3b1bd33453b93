// Nothing public without a comparison: each function of tf is called by a program that TensorFlow has run too
// (ops.json), or by one of the tests beside this one.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createTensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import type { OracleProgram } from './replay.ts';

const HERE = new URL('.', import.meta.url).pathname;

/** Nothing of TensorFlow's to compare them with: plain files, and the class that all optimizers extend. */
const OWN = new Set([
  ...['exists', 'readBytes', 'readText', 'remove', 'list'].map((name) => `gfile.${name}`),
  'train.Optimizer',
]);

function functionsOf(owner: object, prefix = ''): [string, unknown][] {
  return Object.entries(owner).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value === 'function') return [[prefix + name, value]];
    return typeof value === 'object' && value !== null
      ? functionsOf(value as object, `${prefix}${name}.`)
      : [];
  });
}

test('every function of tf is compared with TensorFlow', () => {
  const file = new URL('../oracles/ops.json', import.meta.url);
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { groups: Record<string, OracleProgram[]> };
  const called = new Set(
    Object.values(groups).flatMap((list) => list.flatMap((p) => p.do.map(([name]) => name))),
  );
  const sources = globSync('**/*.ts', { cwd: HERE })
    .map((name) => readFileSync(HERE + name, 'utf8'))
    .join('\n');
  const functions = functionsOf(createTensorFlow({ target: new LocalTarget() }));
  const isCompared = (name: string): boolean =>
    called.has(name) ||
    OWN.has(name) ||
    new RegExp(`\\btf\\.${name.replaceAll('.', '\\.')}\\b`).test(sources);
  // Two names of one function count as one.
  const compared = new Set(functions.filter(([name]) => isCompared(name)).map(([, value]) => value));
  expect(functions.filter(([, value]) => !compared.has(value)).map(([name]) => name)).toEqual([]);
});
