// docs/numpy.md: what of NumPy programs in Python have, read from the module itself.

interface Python {
  runPython(source: string): unknown;
}

type Names = readonly (readonly [name: string, says: string])[];

const CHAPTERS = {
  numpy: 'numpy',
  linalg: 'numpy.linalg',
  random: 'numpy.random',
  testing: 'numpy.testing',
  ndarray: 'numpy.ndarray',
} as const satisfies Record<string, string>;

/** Each chapter's public names, with the first line of what they say of themselves. */
const READ = `
import json, types
import numpy

def described():
    def line(value):
        text = (getattr(value, '__doc__', None) or '').strip().split('\\n')[0]
        plain = isinstance(value, (int, float, bool, str, type(None), numpy.generic))
        return '' if plain or value.__class__.__doc__ == value.__doc__ and not callable(value) else text

    def public(names, owner):
        return [[name, line(getattr(owner, name))] for name in sorted(names, key=lambda n: (n.lower(), n)) if not name.startswith('_')]

    skipped = {'connect', 'dtype', 'missing'}
    chapters = {'numpy': [row for row in public(vars(numpy), numpy)
        if row[0] not in skipped and not isinstance(getattr(numpy, row[0]), types.ModuleType)]}
    for name in ('linalg', 'random', 'testing'):
        module = getattr(numpy, name)
        chapters[name] = public(module.__all__, module)
    chapters['ndarray'] = public(vars(numpy.ndarray), numpy.ndarray)
    return json.dumps(chapters)

described()
`;

const OPENING = `# NumPy

What programs in Python have of NumPy. Written by \`node scripts/numpy-page/write.ts\`; do not edit.

The arrays lie in the isolate's JavaScript; each operation is one call of a kernel there (\`packages/python/src/arrays\`). Slices
are views. Arrays cross to graphs and back without a copy where they lie row by row. Results are compared with those of
NumPy 1.26 on some 6,400 generated cases (\`tests/oracles/numpy_cases.py\`): dtype, shape, values, printed form, warnings, errors.
Sums agree to the last digit, products of matrices within 10⁻¹⁵ of the largest entry, random numbers of a seed all but 1 of
20,000 to the last digit.

- **dtypes**: bool, int8, uint8, int16, uint16, int32, uint32, int64, float32, float64. Complex numbers, float16, uint64, text and
  objects are refused. What NumPy computes in float16 (functions of bool and 8-bit integers) is float64 here, what it sums
  in uint64 is int64.
- **int64** is exact up to 2⁵³ and raises OverflowError beyond, where NumPy goes on to 2⁶³ and then wraps around. Narrower
  integers wrap around as in NumPy.
- **Promotion** is NumPy 1's: a number beside an array counts by its value.
- **Printing** is that of NumPy 1.13, as in the lecture (\`0.333333333333\`, \`[ 0.5  1. ]\`);
  \`np.set_printoptions(legacy=False)\` prints as later ones do.
- **Random numbers** are those of the legacy generator: \`np.random.seed\`, \`np.random.RandomState\`. \`poisson\` has
  means below 10, \`binomial\` up to 30. There is no \`default_rng\`.
- **Signs** of eigenvectors and singular vectors may differ from LAPACK's, which leaves them open.
- **Order in memory** is always row by row for new arrays; \`order=\` is accepted where it changes nothing else.
- **Files**: \`loadtxt\` and \`genfromtxt\` read numbers, \`savetxt\` writes to an open text; \`save\` and \`load\` are not there.

A name that is not below raises AttributeError, which names the nearest one.
`;

export function numpyPage(python: Python): string {
  const chapters = JSON.parse(String(python.runPython(READ))) as Record<keyof typeof CHAPTERS, Names>;
  const parts = (Object.keys(CHAPTERS) as (keyof typeof CHAPTERS)[]).map((key) => {
    const said = chapters[key].filter(([, says]) => says !== '');
    const rest = chapters[key].filter(([, says]) => says === '').map(([name]) => `\`${name}\``);
    const rows = said.map(([name, says]) => `| \`${name}\` | ${says.replaceAll('|', '\\|')} |`);
    const table = rows.length === 0 ? [] : ['| name | |', '| --- | --- |', ...rows, ''];
    return [`## ${CHAPTERS[key]}`, '', ...table, ...(rest.length === 0 ? [] : [rest.join(', '), ''])].join(
      '\n',
    );
  });
  return [OPENING, ...parts].join('\n');
}
