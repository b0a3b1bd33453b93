// The scripts that asked TensorFlow what programs see (tests/oracles/semantics) are programs themselves: here they ask
// the Python module `tensorflow` the same, in one program in the sandbox.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { limitsSchema } from '@residual/contracts';
import { createSandbox, readFinishedProgram } from '@residual/sandbox';
import { comparable, olderWords } from './semantics/words.ts';

const read = (path: string): string => readFileSync(new URL(`../oracles/${path}`, import.meta.url), 'utf8');
const CHAPTERS = ['facts', 'dtypes', 'names', 'sessions', 'shapes', 'training', 'variables'];
const oracle = JSON.parse(read('semantics.json')) as {
  readonly cases: Readonly<Record<string, readonly string[]>>;
};

const PROGRAM = `
import json, sys, traceback, types
import numpy as np
import tensorflow as tf

first = types.ModuleType('tensorflow1')
first.tf, first.np = tf, np
sys.modules['tensorflow1'] = first
for name, text in json.loads(${JSON.stringify(JSON.stringify(CHAPTERS.map((name) => [name, read(`semantics/${name}.py`)])))}):
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name + '.py', 'exec'), module.__dict__)
facts = sys.modules['facts']
for name, body in facts.CASES.items():
    tf.reset_default_graph()
    told = facts.Facts()
    try:
        body(told)
    except Exception:
        told.lines.append(traceback.format_exc())
    print(json.dumps([name, told.lines]))
`;

/** What Python 3 calls a class, Python 2 called a type. */
const asInPython2 = (line: string): string => line.replaceAll("<class '", "<type '");

describe('the Python module tensorflow shows what TensorFlow shows', () => {
  let told: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    const sandbox = await createSandbox({ warm: 0, warmPython: 0 });
    try {
      const limits = limitsSchema.parse({
        memoryMegabytes: 512,
        outputKilobytes: 1024,
        wallClockSeconds: 120,
      });
      const outcome = await sandbox.runProgram(
        { language: 'python', file: 'semantics.py', source: PROGRAM, limits, data: {}, seed: 1 },
        [],
      );
      if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome));
      expect(readFinishedProgram(outcome.frame).error).toBeUndefined();
      told = new Map(
        outcome.output.text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as [string, string[]]),
      );
    } finally {
      await sandbox.close();
    }
  }, 180_000);

  test.each(Object.keys(oracle.cases))('%s', (name) => {
    expect(told.get(name)!.map(asInPython2).map(comparable)).toEqual(oracle.cases[name].map(olderWords));
  });
});
