// Programs that read and change variables in any order that control dependencies allow.
import fc from 'fast-check';
import type { Attr, NodeDef } from '@residual/graph';

export interface UpdateChoice {
  readonly op: number;
  readonly variable: number;
  readonly x: number;
  readonly y: number;
  /** How far back the node is that it waits for; 0 for none. */
  readonly after: number;
}

export const updateChoices: fc.Arbitrary<readonly UpdateChoice[]> = fc.array(
  fc.record({
    op: fc.nat({ max: 7 }),
    variable: fc.nat({ max: 2 }),
    x: fc.nat({ max: 20 }),
    y: fc.nat({ max: 20 }),
    after: fc.nat({ max: 6 }),
  }),
  { minLength: 1, maxLength: 20 },
);

export const VARIABLES = ['a', 'b', 'c'];

const T: Attr = { type: 'float64' };

/** Three variables of two numbers, their initial assignments, then what was chosen. All figures stay whole numbers. */
export function buildUpdates(list: readonly UpdateChoice[]): {
  readonly nodes: readonly NodeDef[];
  readonly initializers: readonly string[];
  readonly fetches: readonly string[];
} {
  const nodes: NodeDef[] = [];
  const add = (name: string, op: string, input: readonly string[], attr: Record<string, Attr>): string => {
    nodes.push({ name, op, input, device: '', attr });
    return name;
  };
  const initializers = VARIABLES.map((variable, i) => {
    add(variable, 'VariableV2', [], { dtype: T, shape: { shape: [2] } });
    const data = Float64Array.of(i + 1, -i);
    const start = add(`${variable}/start`, 'Const', [], {
      dtype: T,
      value: { tensor: { dtype: 'float64', shape: [2], data } },
    });
    return add(`${variable}/Assign`, 'Assign', [variable, start], { T });
  });
  const reads = VARIABLES.map((variable) => add(`${variable}/read`, 'Identity', [variable], { T }));
  const values = [...reads];
  list.forEach(({ op, variable, x, y, after }, i) => {
    const name = `n${i}`;
    const [left, right] = [x, y].map((at) => values[values.length - 1 - (at % values.length)]);
    const waits = after === 0 || after > values.length ? [] : [`^${values[values.length - after]}`];
    const target = VARIABLES[variable];
    const [kind, inputs] = (
      [
        ['Identity', [target]],
        ['Add', [left, right]],
        ['Sub', [left, right]],
        ['Maximum', [left, right]],
        ['Neg', [left]],
        ['Assign', [target, left]],
        ['AssignAdd', [target, left]],
        ['AssignSub', [target, left]],
      ] as const
    )[op];
    values.push(add(name, kind, [...inputs, ...waits], { T }));
  });
  return { nodes, initializers, fetches: values };
}
