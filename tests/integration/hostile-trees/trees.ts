// The corpus: trees that are to do harm on the server that receives them, on the worker, or on staff who fetch them.
import { FOLDER, LINK, SUBMODULE, type Entry, type LooseObjects } from './loose-objects.ts';

export interface HostileTree {
  readonly name: string;
  /** What the push is answered: the rule, ours in brackets or git's own; null where it is taken as it is. */
  readonly rule: RegExp | null;
  /** What stands at the top beside what a student has there. */
  readonly entries: (objects: LooseObjects) => Promise<readonly Entry[]>;
  /** In this order, whatever git wants. */
  readonly asGiven?: boolean;
}

const file =
  (...names: readonly (string | Uint8Array)[]) =>
  async (objects: LooseObjects): Promise<Entry[]> => {
    const hash = await objects.blob('print("here");\n');
    return names.map((name) => ({ name, hash }));
  };

const withMode = (mode: string, name: string, content: string) => async (objects: LooseObjects) => [
  { name, mode, hash: await objects.blob(content) },
];

/** Folders in folders, `depth` of them. */
const nested =
  (depth: number, width = 1) =>
  async (objects: LooseObjects): Promise<Entry[]> => {
    let hash = await objects.tree([{ name: 'x', hash: await objects.blob('x') }]);
    for (let i = 0; i < depth; i++)
      hash = await objects.tree(
        Array.from({ length: width }, (_, j) => ({ name: `d${j}`, mode: FOLDER, hash })),
      );
    return [{ name: 'deep', mode: FOLDER, hash }];
  };

const inFolder =
  (make: (objects: LooseObjects) => Promise<readonly Entry[]>) => async (objects: LooseObjects) => [
    { name: 'folder', mode: FOLDER, hash: await objects.treeAsGiven(await make(objects)) },
  ];

const OURS = (rule: string): RegExp => new RegExp(`\\[${rule}\\]`);
const SOMEWHERE = '1'.repeat(40);

export const TREES: readonly HostileTree[] = [
  {
    name: 'a link to a file of the system',
    rule: OURS('symbolic link'),
    entries: withMode(LINK, 'data.npy', '/etc/passwd'),
  },
  {
    name: 'a link to a folder of git',
    rule: OURS('symbolic link'),
    entries: inFolder(withMode(LINK, 'g', '../.git/hooks')),
  },
  {
    name: 'a submodule',
    rule: OURS('submodule'),
    entries: async () => [{ name: 'lib', mode: SUBMODULE, hash: SOMEWHERE }],
  },
  {
    name: 'a submodule whose address is an option',
    rule: /gitmodulesUrl|\[submodule\]/,
    entries: async (objects) => [
      { name: '.gitmodules', hash: await objects.blob('[submodule "x"]\n\tpath = x\n\turl = -u./payload\n') },
      { name: 'x', mode: SUBMODULE, hash: SOMEWHERE },
    ],
  },
  {
    name: 'a submodule whose name leaves its folder',
    rule: /gitmodulesName|\[submodule\]/,
    entries: async (objects) => [
      { name: '.gitmodules', hash: await objects.blob('[submodule "../../hooks"]\n\tpath = x\n\turl = x\n') },
    ],
  },
  {
    name: '.gitmodules that is a link',
    rule: /gitmodulesSymlink|\[symbolic link\]/,
    entries: withMode(LINK, '.gitmodules', 'x'),
  },
  { name: '.git', rule: /hasDotgit/, entries: file('.git') },
  {
    name: '.git as a folder with hooks',
    rule: /hasDotgit/,
    entries: async (objects) => [
      { name: '.git', mode: FOLDER, hash: await objects.tree(await file('config')(objects)) },
    ],
  },
  { name: '.GIT, which is .git on some systems', rule: /hasDotgit/, entries: file('.GIT') },
  { name: 'git~1, which is .git on Windows', rule: /hasDotgit/, entries: file('git~1') },
  { name: '.git with a blank behind it', rule: /hasDotgit/, entries: file('.git ') },
  { name: '.git with a letter in it that nobody sees', rule: /hasDotgit/, entries: file('.g\u200cit') },
  { name: '.git below a folder', rule: /hasDotgit/, entries: inFolder(file('.gIt')) },
  { name: '..', rule: /hasDotdot/, entries: file('..') },
  { name: '.', rule: /hasDot\b/, entries: file('.') },
  { name: 'a path in the place of a name', rule: /fullPathname/, entries: file('linear-regression/../../x') },
  { name: 'a name twice', rule: /duplicateEntries/, entries: file('a', 'a'), asGiven: true },
  { name: 'names in another order', rule: /treeNotSorted/, entries: file('b', 'a'), asGiven: true },
  {
    name: 'a line feed in a name',
    rule: OURS('file name'),
    entries: file('a\nerror: graded: correct'),
  },
  { name: 'an escape sequence in a name', rule: OURS('file name'), entries: file('a\u001b]0;owned\u0007') },
  {
    name: 'a control character of eight bits in a name',
    rule: OURS('file name'),
    entries: file('a\u009b2J'),
  },
  { name: 'a backslash in a name', rule: OURS('file name'), entries: file('..\\..\\x') },
  {
    name: 'a name that is no UTF-8',
    rule: OURS('file name'),
    entries: file(Uint8Array.of(0x61, 0xff, 0xfe)),
  },
  { name: 'a name read from right to left', rule: OURS('file name'), entries: file('a\u202egpj.ts') },
  {
    name: 'a letter in a name that nobody sees',
    rule: OURS('file name'),
    entries: file('clo\u200bsed-form.ts'),
  },
  { name: 'a name of 4096 bytes', rule: /\[file name\]|largePathname/, entries: file('x'.repeat(4096)) },
  {
    name: '3000 files',
    rule: OURS('number of files'),
    entries: async (objects) => {
      const hash = await objects.blob('x');
      return Array.from({ length: 3_000 }, (_, i) => ({ name: `f${i}`, hash }));
    },
  },
  { name: 'ten levels of ten times the same folder', rule: OURS('number of files'), entries: nested(10, 10) },
  { name: '3000 levels of folders', rule: /\[(file name|number of files)\]/, entries: nested(3_000) },
  {
    name: 'a blob beyond what a file may have',
    rule: OURS('file size'),
    entries: async (objects) => [{ name: 'zeros', hash: await objects.blob(new Uint8Array(30_000_000)) }],
  },
  {
    name: 'attributes that name filters and leave files out',
    rule: null,
    entries: async (objects) => [
      {
        name: '.gitattributes',
        hash: await objects.blob('* export-ignore filter=evil diff=evil merge=evil\n'),
      },
    ],
  },
  { name: 'a mode that no file has', rule: null, entries: withMode('104755', 'setuid', 'x') },
  { name: 'names that differ in case', rule: null, entries: file('README', 'Readme', 'readme') },
];
