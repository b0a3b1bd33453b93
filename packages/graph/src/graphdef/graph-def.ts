// A GraphDef as programs hold it: printed as protobuf prints it, written and read as bytes and as text.
import type { NodeDef } from '../graphdef.ts';
import { decodeMessage, encodeMessage } from '../protobuf/binary.ts';
import { UNKNOWN } from '../protobuf/message.ts';
import { parseMessage } from '../protobuf/parse-text.ts';
import { printMessage } from '../protobuf/print-text.ts';
import { attrsToProto } from './attr-values.ts';
import {
  GRAPH_DEF,
  NODE_DEF,
  type GraphDefMessage,
  type NodeDefMessage,
  type VersionDefMessage,
} from './messages.ts';

/** The GraphDef version of the lecture's TensorFlow. */
export const PRODUCER = 24;

export class GraphDef implements GraphDefMessage {
  node: NodeDefMessage[];
  library?: object;
  versions?: VersionDefMessage;
  declare [UNKNOWN]?: Uint8Array[];

  constructor(message: GraphDefMessage = {}) {
    this.node = [];
    Object.assign(this, message);
  }

  /** The nodes of a graph, complete enough for TensorFlow to import and run them. */
  static fromNodes(nodes: readonly NodeDef[]): GraphDef {
    return new GraphDef({ node: nodes.map(nodeToProto), versions: { producer: PRODUCER } });
  }

  /** Reads the binary form. @throws DecodeError */
  static fromString(bytes: Uint8Array): GraphDef {
    return new GraphDef(decodeMessage(GRAPH_DEF, bytes));
  }

  /** Reads the text form (`.pbtxt`). @throws ParseError with line and column */
  static fromText(text: string): GraphDef {
    return new GraphDef(parseMessage(GRAPH_DEF, text));
  }

  /** The binary form; equal graphs give equal bytes. */
  serializeToString(): Uint8Array {
    return encodeMessage(GRAPH_DEF, this);
  }

  /** The text form. */
  toString(): string {
    return printMessage(GRAPH_DEF, this);
  }

  repr(): string {
    return this.toString();
  }
}

/** A node as protobuf prints it. */
export const nodeDefText = (node: NodeDef): string => printMessage(NODE_DEF, nodeToProto(node));

export function nodeToProto(node: NodeDef): NodeDefMessage {
  const { name, op, input, device } = node;
  return { name, op, input: [...input], device, attr: attrsToProto(node) };
}
