import { expect, test } from '@jest/globals';
import { findProgram } from './find-program.ts';

const files = (...paths: string[]) =>
  new Map(paths.map((path) => [path, new TextEncoder().encode(`// ${path}`)]));

test("a task's program is the file of its name, its language by the ending", () => {
  expect(findProgram(files('README.md', 'a.js', 'b.ts'), 'a')).toEqual({
    kind: 'found',
    program: { file: 'a.js', language: 'javascript', source: '// a.js' },
  });
});

test('a file in a folder or with another case is not it', () => {
  expect(findProgram(files('src/a.ts', 'A.ts', 'a.ts.bak'), 'a')).toEqual({
    kind: 'missing',
    expected: ['a.ts', 'a.js', 'a.py', 'a.ipynb'],
  });
});

test('two languages for one task are told apart from none', () => {
  expect(findProgram(files('a.ts', 'a.js'), 'a')).toEqual({ kind: 'ambiguous', files: ['a.ts', 'a.js'] });
});

test.each([
  [0xff, 0xfe],
  [0xfe, 0xff],
])('a file that begins with the byte order mark %i %i is UTF-16', (...mark) => {
  const found = findProgram(new Map([['a.ts', Uint8Array.of(...mark, 0x61, 0)]]), 'a');
  expect(found).toEqual({ kind: 'not utf-8', file: 'a.ts' });
});

test('bytes that are no UTF-8 are marked rather than refused', () => {
  const found = findProgram(new Map([['a.ts', Uint8Array.of(0x61, 0xff)]]), 'a');
  expect(found).toMatchObject({ program: { source: 'a\ufffd' } });
});
