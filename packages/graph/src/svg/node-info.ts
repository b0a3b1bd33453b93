// The nodes of a graph as a drawing sees them: what each is, what it puts out, who uses it.
import { constantOutput, shapeOutput } from '../constant-value.ts';
import type { NodeDef, Shape } from '../graphdef.ts';
import { inferOutputs, type NodeInput, type OutputInfo } from '../op-definitions.ts';
import { isOpType } from '../op-types.ts';

export interface InputEdge {
  readonly from: string;
  /** -1 for a control dependency. */
  readonly output: number;
}

export interface NodeInfo {
  readonly def: NodeDef;
  /** Empty where the op is not known or does not fit its inputs: a drawing shows broken graphs, too. */
  readonly outputs: readonly OutputInfo[];
  /** From nodes that are in the graph; the others are not drawn. */
  readonly inputs: readonly InputEdge[];
  /** How many edges begin here. */
  uses: number;
}

export const CONTROL = -1;

/** By name, in the order given. */
export function describeNodes(nodes: readonly NodeDef[]): Map<string, NodeInfo> {
  const infos = new Map<string, NodeInfo>();
  const names = new Set(nodes.map(({ name }) => name));
  for (const def of nodes) {
    const inputs = def.input.map(parseInput).filter(({ from }) => names.has(from));
    infos.set(def.name, { def, inputs, outputs: infer(def, inputs, infos), uses: 0 });
  }
  for (const { inputs } of infos.values()) for (const { from } of inputs) infos.get(from)!.uses++;
  return infos;
}

function parseInput(text: string): InputEdge {
  if (text.startsWith('^')) return { from: text.slice(1), output: CONTROL };
  const [, from, output] = /^(.+):(\d+)$/.exec(text) ?? [text, text, '0'];
  return { from, output: Number(output) };
}

function infer(
  { op, attr, input }: NodeDef,
  inputs: readonly InputEdge[],
  infos: ReadonlyMap<string, NodeInfo>,
): readonly OutputInfo[] {
  if (!isOpType(op) || inputs.length !== input.length) return [];
  const data = inputs.filter(({ output }) => output !== CONTROL).map((edge) => inputInfo(edge, infos));
  if (data.some((info) => info === null)) return [];
  try {
    return inferOutputs(op, data as NodeInput[], attr);
  } catch {
    return [];
  }
}

function inputInfo({ from, output }: InputEdge, infos: ReadonlyMap<string, NodeInfo>): NodeInput | null {
  const source = infos.get(from);
  const info = source?.outputs[output];
  if (source === undefined || info === undefined) return null;
  const { def, inputs } = source;
  const { op, attr } = def;
  if (output !== 0 || !isOpType(op)) return { ...info, constant: () => undefined, asShape: () => undefined };
  const given = () => inputs.filter((edge) => edge.output !== CONTROL).map((edge) => inputInfo(edge, infos)!);
  return {
    ...info,
    constant: () => constantOutput(op, attr, given()),
    asShape: () => shapeOutput(op, attr, given()),
  };
}

/** `607×576`; null for scalars and where nothing is known. */
export function shapeLabel(shape: Shape | undefined): string | null {
  if (shape === undefined || shape === null || shape.length === 0) return null;
  return shape.map((d) => (d < 0 ? '?' : String(d))).join('×');
}
