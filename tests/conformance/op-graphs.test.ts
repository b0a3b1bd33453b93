// Graphs of ours with every op between them are those that TensorFlow imported, ran, and found our values with
// (tests/oracles/op_graphs.py).
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { opGraphs } from './op-graphs.ts';

interface Accepted {
  readonly program: string;
  readonly ops: readonly string[];
  readonly sha256: string;
}

const { accepted } = JSON.parse(
  readFileSync(new URL('../oracles/op-graphs.json', import.meta.url), 'utf8'),
) as { readonly accepted: readonly Accepted[] };

test('a graph with each op is one that TensorFlow has run with equal results', () => {
  expect(opGraphs().map(({ program, ops, sha256 }) => ({ program, ops, sha256 }))).toEqual(accepted);
});
