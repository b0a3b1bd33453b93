import { describe, expect, test } from '@jest/globals';
import { NotebookError, notebookParts } from './notebook.ts';

const cell = (source: string, tags?: string[]) => ({
  cell_type: 'code',
  metadata: tags === undefined ? {} : { tags },
  source,
});
const notebook = (...cells: object[]): string => JSON.stringify({ nbformat: 4, cells });
const sources = (json: string): string[] => notebookParts(json, 'a.ipynb').map(({ source }) => source);

describe('a notebook', () => {
  test('becomes its code cells in order, named by their numbers among them', () => {
    const json = notebook(
      cell('a = 1'),
      { cell_type: 'markdown', source: ['# text'] },
      { ...cell(''), source: ['b = 2\n', 'a + b'] },
    );
    expect(notebookParts(json, 'a.ipynb')).toEqual([
      { name: 'a.ipynb, cell 1', source: 'a = 1', cell: 1 },
      { name: 'a.ipynb, cell 2', source: 'b = 2\na + b', cell: 2 },
    ]);
  });

  test('keeps the cells for its task and those for none, where some are tagged', () => {
    const json = notebook(
      cell('shared'),
      cell('mine', ['task:a']),
      cell('other', ['task:b']),
      cell('left out', ['skip']),
    );
    expect(sources(json)).toEqual(['shared', 'mine']);
  });

  test.each([
    ['%matplotlib inline\nx = 1', '\nx = 1'],
    ['!pip install tensorflow\nx = 1', '\nx = 1'],
    ['%%time\nx = 1', '\nx = 1'],
    ['%%bash\nls', '\n'],
    ['for i in a:\n    %time f()', 'for i in a:\n    pass'],
    ['np.dot?\nx = 10 % 3', '\nx = 10 % 3'],
    ['s = """\n%kept\n"""', 's = """\n%kept\n"""'],
  ])('has the magics of %j blanked, line by line', (source, program) => {
    expect(sources(notebook(cell(source)))).toEqual([program]);
  });

  test.each([
    ['not JSON', 'a = 1', 'a.ipynb is no notebook: it is not JSON'],
    ['of an old format', '{"worksheets": []}', 'a.ipynb is no notebook of format 4'],
    ['without code', notebook({ cell_type: 'markdown', source: '' }), 'a.ipynb has no code cells'],
  ])('that is %s is refused with the reason', (_, json, reason) => {
    expect(() => notebookParts(json, 'a.ipynb')).toThrow(NotebookError);
    expect(() => notebookParts(json, 'a.ipynb')).toThrow(reason);
  });
});
