// What programs see (names, printed forms, errors) compared line by line with what TensorFlow itself showed the same
// programs in Python (tests/oracles/semantics.py), in the words of the lecture's version (semantics/words.ts).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createTensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { dtypes } from './semantics/dtypes.ts';
import { Facts, type Programs } from './semantics/facts.ts';
import { names } from './semantics/names.ts';
import { sessions } from './semantics/sessions.ts';
import { shapes } from './semantics/shapes.ts';
import { training } from './semantics/training.ts';
import { variables } from './semantics/variables.ts';
import { comparable, olderWords } from './semantics/words.ts';

const oracle = JSON.parse(readFileSync(new URL('../oracles/semantics.json', import.meta.url), 'utf8')) as {
  readonly cases: Readonly<Record<string, readonly string[]>>;
};

const chapters: Readonly<Record<string, Programs>> = { names, shapes, dtypes, sessions, variables, training };

test('every case of the oracle has its program', () => {
  const programs = Object.values(chapters).flatMap((chapter) => Object.keys(chapter));
  expect(programs.toSorted()).toEqual(Object.keys(oracle.cases).toSorted());
});

describe.each(Object.entries(chapters))('%s', (_, programs) => {
  test.each(Object.entries(programs))('%s', (name, program) => {
    const facts = new Facts(createTensorFlow({ target: new LocalTarget() }));
    program(facts);
    expect(facts.lines.map(comparable)).toEqual(oracle.cases[name].map(olderWords));
  });
});
