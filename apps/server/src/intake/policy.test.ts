import { describe, expect, test } from '@jest/globals';
import type { TreeEntry } from '@residual/git';
import { findPrograms, NO_COMMIT, refuseTree, refuseUpdates } from './policy.ts';

const limits = { files: 5, fileBytes: 1_000_000, totalBytes: 2_000_000, programBytes: 10_000, packBytes: 1 };
const assignments = [{ slug: 'linear-regression', tasks: ['closed-form', 'gradient-descent'] }];
const file = (path: string, size = 100, mode = '100644'): TreeEntry => ({
  path,
  size,
  mode,
  hash: 'a'.repeat(40),
});
const rules = (...entries: TreeEntry[]): string[] =>
  refuseTree({ entries, truncated: false }, { limits, assignments }).map(({ rule }) => rule);

const commit = 'c'.repeat(40);
const update = (ref: string, newCommit = commit) => ({ oldCommit: NO_COMMIT, newCommit, ref });

describe('refuseUpdates', () => {
  test('refuses to move main twice in one push, of which only one move would be checked', () => {
    expect(refuseUpdates([update('refs/heads/main'), update('refs/heads/main')])).toMatchObject([
      { rule: 'branch', message: expect.stringMatching(/more than once/) },
    ]);
  });

  test('lets main move', () => {
    expect(refuseUpdates([update('refs/heads/main')])).toEqual([]);
  });

  test('refuses another branch and says how to push it to main', () => {
    const [refusal] = refuseUpdates([update('refs/heads/try/1')]);
    expect(refusal.message).toContain('try/1');
    expect(refusal.remedy).toBe('git push origin try/1:main');
  });

  test('refuses each of several refs, tags and the deletion of main', () => {
    const refs = ['refs/heads/main', 'refs/heads/b', 'refs/tags/v1', 'refs/notes/commits'];
    expect(refuseUpdates(refs.map((ref) => update(ref)))).toHaveLength(3);
    expect(refuseUpdates([update('refs/heads/main', NO_COMMIT)])[0].message).toContain('deleted');
  });
});

describe('refuseTree', () => {
  test('accepts ordinary files, executables included', () => {
    expect(rules(file('README.md'), file('linear-regression/closed-form.ts', 9_999, '100755'))).toEqual([]);
  });

  test('refuses a submodule and a symbolic link, wherever they lie or point', () => {
    const submodule: TreeEntry = { ...file('lib'), size: null, mode: '160000' };
    expect(rules(submodule, file('a/b/link', 10, '120000'))).toEqual(['submodule', 'symbolic link']);
  });

  test('shows in a refusal what nobody sees', () => {
    const { entries } = { entries: [file('a\u202eb\\c')] };
    const [{ message }] = refuseTree({ entries, truncated: false }, { limits, assignments });
    expect(message).toContain(String.raw`"a\u202eb\\c"`);
  });

  test('refuses names that a file system or a terminal could misread', () => {
    expect(rules(file('a\\..\\b'))).toEqual(['file name']);
    expect(rules(file('a\u001b[2J'))).toEqual(['file name']);
    expect(rules(file('a\ufffd'))).toEqual(['file name']);
    expect(rules(file('a\u009b2J'))).toEqual(['file name']);
    expect(rules(file('a\u202egpj.ts'))).toEqual(['file name']);
    expect(rules(file('clo\u200bsed-form.ts'))).toEqual(['file name']);
    expect(rules(file('x'.repeat(501)))).toEqual(['file name']);
    expect(rules(file('Übung 1/naïve.txt'))).toEqual([]);
  });

  test('names the file that is too large', () => {
    const [refusal] = refuseTree(
      { entries: [file('data/huge.npy', 1_500_000)], truncated: false },
      { limits, assignments },
    );
    expect(refusal).toMatchObject({ rule: 'file size' });
    expect(refusal.message).toBe('data/huge.npy has 1.5 MB; a file may have 1 MB');
  });

  test('refuses many files, a cut listing, and much in total', () => {
    expect(rules(...['1', '2', '3', '4', '5', '6'].map((name) => file(name)))).toEqual(['number of files']);
    expect(
      refuseTree({ entries: [], truncated: true }, { limits, assignments }).map(({ rule }) => rule),
    ).toEqual(['number of files']);
    expect(rules(file('a', 900_000), file('b', 900_000), file('c', 900_000))).toEqual(['total size']);
  });

  test('refuses two languages for one task, and only there', () => {
    const ts = file('linear-regression/closed-form.ts');
    const js = file('linear-regression/closed-form.js');
    expect(rules(ts, js)).toEqual(['one language per task']);
    expect(rules(ts, file('linear-regression/gradient-descent.js'))).toEqual([]);
    expect(rules(ts, file('notes/closed-form.js'), file('linear-regression/old/closed-form.js'))).toEqual([]);
  });

  test('refuses a program with its data written into it', () => {
    expect(rules(file('linear-regression/closed-form.ts', 10_001))).toEqual(['program size']);
  });
});

test('findPrograms finds the programs of the tasks and nothing else', () => {
  const entries = [
    file('linear-regression/closed-form.ts'),
    file('linear-regression/closed-form.ts.bak'),
    file('linear-regression/closed-form.md'),
    file('linear-regression/sub/gradient-descent.js'),
    file('linear-regression/gradient-descent.js', 5, '120000'),
  ];
  const found = findPrograms(entries, 'linear-regression', assignments[0].tasks);
  expect(found.map(({ path }) => path)).toEqual(['linear-regression/closed-form.ts']);
});
