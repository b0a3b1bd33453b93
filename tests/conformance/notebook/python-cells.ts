// The notebook's own cells, run as they stand in Python, and how what they print is to compare with what it shows.

/**
 * - `the same`: what is printed is, letter by letter; also where nothing is
 * - `same error`: the error's kind and message are, for a device cpu:0 in place of gpu:0
 * - `same form`: the lines are but for their figures, which need the lecture's lost data
 * - `close`: figures within a relative 1e-6
 * - `first node`: the graph has no second device here, hence nothing that is sent and received
 * - `other`: nothing of TensorFlow
 */
export type InPython = 'the same' | 'same error' | 'same form' | 'close' | 'first node' | 'other';

const OTHERWISE: ReadonlyMap<number, InPython> = new Map<number, InPython>([
  // A sandbox does not tell the host's name.
  [222, 'other'],
  ...[226, 253, 257, 280].map((cell): [number, InPython] => [cell, 'same error']),
  ...[304, 305, 308, 310, 312, 314, 317, 319].map((cell): [number, InPython] => [cell, 'same form']),
  [323, 'close'],
  [326, 'first node'],
]);

export const inPython = (cell: number): InPython => OTHERWISE.get(cell) ?? 'the same';

export interface Ran {
  readonly n: number;
  readonly out: string;
  readonly error: string | null;
}

/** A program that runs each cell in one namespace, whatever became of the one before, and tells of each in JSON. */
export const driver = (cells: readonly { readonly n: number; readonly code: string }[]): string => `
import io, json, sys, types
from residual import program
from tensorflow import _bridge

cells = json.loads(${JSON.stringify(JSON.stringify(cells.map(({ n, code }) => ({ n, code }))))})
screen = sys.stdout
namespace = types.ModuleType('__main__')
for cell in cells:
    name = 'cell %d' % cell['n']
    _bridge.FILES[name] = 0
    sys.stdout = sys.stderr = printed = io.StringIO()
    error = None
    try:
        body, last = program._compiled({'source': cell['code'], 'name': name, 'cell': cell['n']})
        exec(body, namespace.__dict__)
        if last is not None:
            program._display(eval(last, namespace.__dict__), cell['n'])
    except BaseException as failure:
        error = '%s: %s' % (type(failure).__name__, program._message(failure))
    sys.stdout = sys.stderr = screen
    print(json.dumps({'n': cell['n'], 'out': printed.getvalue(), 'error': error}))
`;
