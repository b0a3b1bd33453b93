// `@jest/globals` where there is no jest: Node's own test runner with jest's `expect`. Loaded with --import, it takes
// the place of the package.
import { createRequire, registerHooks } from 'node:module';
import {
  after,
  afterEach as afterEachTest,
  before,
  beforeEach as beforeEachTest,
  describe as suite,
  test as single,
} from 'node:test';
import { format } from 'node:util';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});

type Body = (...args: readonly unknown[]) => unknown;
type Register = (title: string, body: Body) => unknown;

/** `each` as jest has it: a row's values are the title's, in turn, and the body's arguments. */
const withEach = (register: Register, skip: Register) =>
  Object.assign(register, {
    skip,
    each: (rows: readonly unknown[]) => (title: string, body: Body) => {
      for (const row of rows) {
        const values = Array.isArray(row) ? (row as unknown[]) : [row];
        const used = (title.match(/%[a-z]/g) ?? []).length;
        register(format(title.replaceAll('%p', '%o'), ...values.slice(0, used)), () => body(...values));
      }
    },
  });

export const { expect } = createRequire(import.meta.url)('expect') as { expect: unknown };
export const describe = withEach(
  (title, body) => suite(title, () => void body()),
  (title, body) => suite.skip(title, () => void body()),
);
export const test = withEach(
  (title, body) => single(title, async () => void (await body())),
  (title) => single.skip(title),
);
export const beforeAll = before;
export const afterAll = after;
export const beforeEach = beforeEachTest;
export const afterEach = afterEachTest;
