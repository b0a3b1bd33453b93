// A plan: what a run of one form (these feeds, fetches and targets) has to do, in order. Made once, run many times.
import {
  DTYPE,
  OP_DEFS,
  OP_TYPES,
  parseArg,
  type Attr,
  type DType,
  type OpType,
  type OutputInfo,
  type RunSignature,
  type Shape,
} from '@residual/graph';
import { parseTensorName, type GraphIndex, type IndexedNode, type TensorName } from './graph-index.ts';
import { invalidArgument, RunError } from './run-error.ts';

/** Where a step finds an input: a place in the run's table of values, or a variable read at that moment. */
export type Source = { readonly slot: number } | { readonly variable: string };

export interface Step {
  readonly node: string;
  readonly op: OpType;
  readonly attrs: Readonly<Record<string, Attr>>;
  readonly inputs: readonly Source[];
  /** First of this step's places in the table; its outputs lie one after the other. */
  readonly slot: number;
  /** As far as the graph knows them. */
  readonly outputs: readonly OutputInfo[];
  /** Where it is to run; absent where there is but one device. */
  readonly device?: string;
}

export interface PlannedFeed {
  /** Its place in the table. */
  readonly slot: number;
  readonly dtype: DType;
  /** What the graph says of its shape. */
  readonly shape: Shape;
}

export interface PlannedVariable {
  readonly dtype: DType;
  /** What the graph says of its shape. */
  readonly shape: Shape;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly slots: number;
  /** In the signature's order. */
  readonly feeds: readonly PlannedFeed[];
  readonly fetches: readonly Source[];
  /** All variables that steps and fetches name. */
  readonly variables: ReadonlyMap<string, PlannedVariable>;
  /** Names of the nodes that run, for whoever watches runs. */
  readonly runs: ReadonlySet<string>;
}

/** A node as plans see it. */
interface PlanNode {
  readonly name: string;
  readonly op: OpType;
  readonly attrs: Readonly<Record<string, Attr>>;
  readonly inputs: readonly TensorName[];
  readonly control: readonly string[];
  readonly position: number;
}

/** Ops that change the variable that they are given, and hand it on. */
const WRITES: ReadonlySet<OpType> = new Set(
  OP_TYPES.filter((op) => {
    const { inputs, outputs } = OP_DEFS[op];
    return Object.values(inputs).some((arg) => parseArg(arg).ref) && outputs.some((arg) => parseArg(arg).ref);
  }),
);

const keyOf = ({ node, output }: TensorName): string => `${node}:${output}`;

/**
 * Prunes to what is needed, and orders it: inputs first, and a write to a variable only when nothing else can be
 * done, so that every read that does not depend on the write sees the old value.
 * @param placed the device of each node, where there are several
 * @throws RunError if a name is not in the graph or a placeholder that is needed is not fed
 */
export function makePlan(
  graph: GraphIndex,
  signature: RunSignature,
  placed?: ReadonlyMap<string, string>,
): Plan {
  const fed = new Map<string, number>();
  signature.feeds.forEach((name, slot) => {
    const tensor = requireTensor(graph, name);
    if (fed.has(keyOf(tensor))) throw invalidArgument(`Tensor ${keyOf(tensor)} is fed twice`);
    fed.set(keyOf(tensor), slot);
  });
  const fetches = signature.fetches.map((name) => requireTensor(graph, name));
  const targets = signature.targets.map((name) => {
    if (graph.find(name) === null) throw invalidArgument(`There is no operation '${name}' in the graph`);
    return name;
  });
  const wanted = [...fetches.filter((tensor) => !fed.has(keyOf(tensor))).map(({ node }) => node), ...targets];
  // Who waits for a placeholder that is fed waits for the feed.
  const isFedPlaceholder = (name: string): boolean =>
    graph.find(name)!.op === 'Placeholder' && fed.has(keyOf({ node: name, output: 0 }));
  const read = (name: string): PlanNode => {
    const node = planNode(graph.find(name)!);
    return { ...node, control: node.control.filter((before) => !isFedPlaceholder(before)) };
  };
  const needed = collect(wanted, read, fed);

  const slotOf = new Map<string, number>(fed);
  let slots = signature.feeds.length;
  const variableOf = new Map<string, string>();
  const variables = new Map<string, PlannedVariable>();
  const sourceOf = (tensor: TensorName): Source => {
    const key = keyOf(tensor);
    const variable = fed.has(key) ? undefined : variableOf.get(key);
    return variable === undefined ? { slot: slotOf.get(key)! } : { variable };
  };
  const steps = order(needed, fed).map((node): Step => {
    const { outputs } = graph.find(node.name)!;
    const slot = slots;
    slots += outputs.length;
    outputs.forEach((_, output) => {
      const key = keyOf({ node: node.name, output });
      if (!slotOf.has(key)) slotOf.set(key, slot + output);
    });
    if (outputs[0]?.ref) {
      const variable = node.op === 'VariableV2' ? node.name : variableOf.get(keyOf(node.inputs[0]));
      const [changed] = node.inputs;
      const feed = changed === undefined ? undefined : fed.get(keyOf(changed));
      if (feed !== undefined)
        throw new RunError(
          'InvalidArgumentError',
          `Input 0 of node ${node.name} was passed ${DTYPE[outputs[0].dtype].cName} from ` +
            `_arg_${changed.node}_${changed.output}_${feed}:0 incompatible with expected ` +
            `${DTYPE[outputs[0].dtype].cName}_ref.`,
          node.name,
        );
      if (variable === undefined)
        throw new RunError('InternalError', `'${node.name}' has no variable to change`, node.name);
      variableOf.set(keyOf({ node: node.name, output: 0 }), variable);
      variables.set(variable, graph.find(variable)!.outputs[0]);
    }
    return {
      node: node.name,
      op: node.op,
      attrs: node.attrs,
      inputs: node.inputs.map(sourceOf),
      slot,
      outputs,
      ...(placed === undefined ? {} : { device: placed.get(node.name) }),
    };
  });
  return {
    steps,
    slots,
    feeds: signature.feeds.map((name, slot) => {
      const { dtype, shape } = graph.outputInfo(parseTensorName(name))!;
      return { slot, dtype, shape };
    }),
    fetches: fetches.map(sourceOf),
    variables,
    runs: new Set(steps.map((step) => step.node)),
  };
}

const planNode = ({ def, op, inputs, control, position }: IndexedNode): PlanNode => ({
  name: def.name,
  op,
  attrs: def.attr,
  inputs,
  control,
  position,
});

function requireTensor(graph: GraphIndex, name: string): TensorName {
  const tensor = parseTensorName(name);
  if (graph.outputInfo(tensor) === null) throw invalidArgument(`There is no tensor '${name}' in the graph`);
  return tensor;
}

/** All nodes that the wanted ones need, not looking behind fed tensors. */
function collect(
  wanted: readonly string[],
  read: (name: string) => PlanNode,
  fed: ReadonlyMap<string, number>,
): Map<string, PlanNode> {
  const needed = new Map<string, PlanNode>();
  const waiting = wanted.toReversed();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    const node = read(name);
    needed.set(name, node);
    for (const input of node.inputs) if (!fed.has(keyOf(input))) waiting.push(input.node);
    waiting.push(...node.control);
  }
  return needed;
}

function order(needed: ReadonlyMap<string, PlanNode>, fed: ReadonlyMap<string, number>): PlanNode[] {
  const missing = new Map<string, number>();
  const followers = new Map<string, string[]>();
  const ready: PlanNode[] = [];
  const writes: PlanNode[] = [];
  const enqueue = (node: PlanNode): void => {
    (WRITES.has(node.op) ? writes : ready).push(node);
  };
  // What could run at once runs in the order of the program, so that of two failures the first one made is told.
  for (const node of [...needed.values()].toSorted((a, b) => a.position - b.position)) {
    const before = new Set([
      ...node.inputs.filter((input) => !fed.has(keyOf(input))).map((input) => input.node),
      ...node.control,
    ]);
    missing.set(node.name, before.size);
    for (const name of before) {
      const list = followers.get(name);
      if (list === undefined) followers.set(name, [node.name]);
      else list.push(node.name);
    }
    if (before.size === 0) enqueue(node);
  }
  const ordered: PlanNode[] = [];
  let nextReady = 0;
  let nextWrite = 0;
  while (nextReady < ready.length || nextWrite < writes.length) {
    const node = nextReady < ready.length ? ready[nextReady++] : writes[nextWrite++];
    ordered.push(node);
    for (const name of followers.get(node.name) ?? []) {
      const left = missing.get(name)! - 1;
      missing.set(name, left);
      if (left === 0) enqueue(needed.get(name)!);
    }
  }
  return ordered;
}
