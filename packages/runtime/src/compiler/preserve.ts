// Copies a variable's value before the run overwrites it, for whoever still reads it afterwards.
import type { Kernel, Program, Value, ValueId } from './program.ts';
import { outputsOf, readersOf, rootOf, withInputs } from './traverse.ts';
import { stridesOf } from '../js/layout.ts';

export function preserve(program: Program): Program {
  const values: Value[] = [...program.values];
  const readers = readersOf(program);
  const places = new Map(program.kernels.map((kernel, place) => [kernel, place]));
  const versions = new Map<string, Map<number, ValueId>>();
  program.values.forEach(({ origin }, id) => {
    if (origin.kind !== 'variable') return;
    const known = versions.get(origin.name) ?? new Map<number, ValueId>();
    versions.set(origin.name, known.set(origin.version, id));
  });
  const copies = new Map<ValueId, { copy: ValueId; place: number }>();
  const before = new Map<number, Kernel[]>();
  program.kernels.forEach((kernel, place) => {
    for (const output of outputsOf(kernel)) {
      const { origin } = program.values[output];
      if (origin.kind !== 'variable') continue;
      const old = versions.get(origin.name)!.get(origin.version - 1);
      if (old === undefined) continue;
      const isLate = (reader: Kernel | null): boolean => reader === null || places.get(reader)! > place;
      if (![...(readers.get(old) ?? [])].some(isLate)) continue;
      const { dtype, shape, name } = program.values[old];
      const copy = values.push({ dtype, shape, name, origin: { kind: 'temporary' } }) - 1;
      copies.set(old, { copy, place });
      const list = before.get(place) ?? [];
      before.set(place, list);
      list.push(copyKernel(program.values[old], old, copy));
    }
  });
  if (copies.size === 0) return program;
  /** A view of a copied value has to become one of the copy. */
  const views = new Map<ValueId, ValueId>();
  const replaced = (id: ValueId, place: number): ValueId => {
    const root = rootOf(program.values, id);
    const copied = copies.get(root);
    if (copied === undefined || place <= copied.place) return id;
    if (root === id) return copied.copy;
    let view = views.get(id);
    if (view === undefined) {
      view = values.push({ ...program.values[id], origin: { kind: 'view', of: copied.copy } }) - 1;
      views.set(id, view);
    }
    return view;
  };
  const kernels = program.kernels.flatMap((kernel, place) => [
    ...(before.get(place) ?? []),
    withInputs(kernel, (id) => replaced(id, place)),
  ]);
  return {
    ...program,
    values,
    kernels,
    fetches: program.fetches.map((id) => replaced(id, Infinity)),
    notes: [...program.notes, `${copies.size} variables copied before they change: their old value is read`],
  };
}

function copyKernel({ dtype, shape, name }: Value, from: ValueId, to: ValueId): Kernel {
  if (shape === null)
    // Only the run knows its size.
    return {
      kind: 'op',
      nodes: [name],
      step: { node: name, op: 'Identity', attrs: { T: { type: dtype } }, inputs: [], slot: 0, outputs: [] },
      inputs: [from],
      outputs: [to],
      written: [],
    };
  const count = shape.reduce((product, d) => product * d, 1);
  const flat = count === 1 ? [] : [count];
  return {
    kind: 'elementwise',
    nodes: [],
    shape: flat,
    inputs: [{ value: from, strides: stridesOf(flat) }],
    body: [{ op: 'input', input: 0, dtype }],
    outputs: [{ value: to, instruction: 0, reduce: null }],
  };
}
