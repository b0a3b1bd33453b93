import { describe, expect, test } from '@jest/globals';
import { stripTypes } from './strip.ts';

const strip = (source: string) => stripTypes(source, 'typescript', 'a.ts');

test('types become blanks of the same length, so that every line and column stays', () => {
  expect(strip('const a: number = 1;\nlet b = a as number;')).toEqual({
    javascript: 'const a         = 1;\nlet b = a          ;',
  });
});

test('JavaScript is left as it is', () => {
  const source = 'const a: number = 1;';
  expect(stripTypes(source, 'javascript', 'a.js')).toEqual({ javascript: source });
});

describe('a mistake has its place', () => {
  test('counted in characters', () => {
    expect(strip('let é = 1;\n  let ü = (3;')).toEqual({
      error: {
        kind: 'SyntaxError',
        message: "Expected ',', got ';'",
        site: { file: 'a.ts', line: 2, column: 13 },
        stack: [],
      },
    });
  });

  test.each([
    ['enum A { B }', /^TypeScript enum is not supported here: use an object/],
    ['class A { constructor(private x: number) {} }', /^TypeScript parameter property .*: declare the field/],
    ['namespace N { export const a = 1 }', /^TypeScript namespace .*: use plain functions/],
    ['import x = require("a");', /^TypeScript import equals .*: use `import tf/],
  ])('%s comes with a remedy', (source, message) => {
    expect(strip(source)).toMatchObject({
      error: { message: expect.stringMatching(message), site: { line: 1 } },
    });
  });
});
