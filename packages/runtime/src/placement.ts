// Which device each node runs on: the one it asks for, else that of the variable it changes, else the default one; and
// where that has no kernel for it, one that has.
import { allowsDevice, lacksGpuKernel, parseDevice } from '@residual/graph';
import type { Supports } from './backend.ts';
import type { GraphIndex, IndexedNode, TensorName } from './graph-index.ts';

/** Ops that look only at shapes: they stand where their input stands. */
const LOOKS_AT_SHAPES: ReadonlySet<string> = new Set(['Shape', 'Size', 'Rank']);

/** A GPU if there is one. */
export const defaultDevice = (devices: readonly string[]): string =>
  devices.find((device) => parseDevice(device).type === 'GPU') ?? devices[0];

/** Where the session itself stands: what is fed comes from there, what is fetched goes there. */
export const clientDevice = (devices: readonly string[]): string =>
  devices.find((device) => parseDevice(device).type === 'CPU') ?? devices[0];

/**
 * The device of every node, by TensorFlow's rules. A node without inputs stands with its consumers where they all
 * stand on one device; one whose device is not there stands where the session does (the session has let it pass).
 * A device without a kernel for a node never gets it, whether it was asked for or not: what is placed there runs there.
 * What TensorFlow has no GPU kernel for stays on the CPU where it asks for a GPU (and the session lets it pass).
 */
export function placeNodes(
  graph: GraphIndex,
  devices: readonly string[],
  supports: Supports = () => true,
): Map<string, string> {
  const usual = defaultDevice(devices);
  const able = (device: string, { op, def }: IndexedNode): string =>
    supports(device, op, def.attr)
      ? device
      : (devices.find((other) => supports(other, op, def.attr)) ?? clientDevice(devices));
  const requested = (asked: string): string =>
    devices.find((device) => allowsDevice(parseDevice(asked), parseDevice(device))) ?? clientDevice(devices);
  const isWithoutKernel = (device: string, { op, def }: IndexedNode): boolean =>
    parseDevice(device).type === 'GPU' && lacksGpuKernel(op, def.attr);
  const asRequested = (node: IndexedNode): string => {
    const device = requested(node.def.device);
    return isWithoutKernel(device, node) ? clientDevice(devices) : able(device, node);
  };
  const placed = new Map<string, string>();
  const consumers = new Map<string, Set<string>>();
  const generators: IndexedNode[] = [];
  for (const node of graph.nodes()) {
    const { def, inputs, outputs } = node;
    const isGenerator = inputs.length === 0 && outputs.length === 1 && !outputs[0].ref;
    if (def.device !== '') placed.set(def.name, asRequested(node));
    else if (isGenerator) {
      generators.push(node);
      placed.set(def.name, able(usual, node));
    } else placed.set(def.name, able(beside(node, graph, placed) ?? usual, node));
    for (const input of inputs) {
      const devicesOf = consumers.get(input.node) ?? new Set();
      consumers.set(input.node, devicesOf.add(placed.get(def.name)!));
    }
  }
  for (const node of generators) {
    const { name } = node.def;
    const [device, other] = consumers.get(name) ?? [];
    if (device !== undefined && other === undefined) placed.set(name, able(device, node));
  }
  return placed;
}

function beside(
  { op, inputs }: IndexedNode,
  graph: GraphIndex,
  placed: ReadonlyMap<string, string>,
): string | undefined {
  const isRef = (input: TensorName): boolean => graph.outputInfo(input)?.ref === true;
  const first = inputs[0];
  if (first === undefined) return undefined;
  return isRef(first) || LOOKS_AT_SHAPES.has(op) ? placed.get(first.node) : undefined;
}
