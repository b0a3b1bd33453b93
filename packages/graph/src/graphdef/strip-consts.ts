// A GraphDef without its large constants, small enough to draw or to show.
import { utf8Encode } from '../protobuf/utf8.ts';
import { GraphDef } from './graph-def.ts';
import type { NodeDefMessage } from './messages.ts';

/** A copy in which constants of more than `maxConstSize` bytes say only how many bytes they had. */
export function stripConsts(graphDef: GraphDef, maxConstSize = 32): GraphDef {
  return new GraphDef({ ...graphDef, node: graphDef.node.map((node) => strip(node, maxConstSize)) });
}

function strip(node: NodeDefMessage, maxConstSize: number): NodeDefMessage {
  const tensor = node.op === 'Const' ? node.attr?.get('value')?.tensor : undefined;
  const size = tensor?.tensorContent?.length ?? 0;
  if (size <= maxConstSize) return node;
  const stripped = { ...tensor, tensorContent: utf8Encode(`<stripped ${size} bytes>`) };
  return { ...node, attr: new Map(node.attr).set('value', { tensor: stripped }) };
}
