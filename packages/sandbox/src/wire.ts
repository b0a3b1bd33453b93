// A graph as it crosses a boundary: NodeDefs with their tensors' bytes put aside. Used inside the isolate, in the
// sandbox process and in the evaluator. What comes back in has been parsed by the schemas of contracts/graph.ts;
// here only lengths are left to check.
import type { NodeMessage, RunTraceMessage, TensorRef } from '@residual/contracts';
import {
  allocateShared,
  type Attr,
  type DType,
  type NodeDef,
  type RunTrace,
  type TensorValue,
  type TypedArray,
} from '@residual/graph';

/** A message whose buffers do not fit what it says about them. */
export class WireError extends Error {
  override name = 'WireError';
}

/** The arrays that a message's tensors name, each once. */
export class WireBuffers {
  readonly arrays: Uint8Array[] = [];
  readonly #indices = new Map<TypedArray, number>();

  indexOf(array: TypedArray): number {
    let index = this.#indices.get(array);
    if (index === undefined) {
      index = this.arrays.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) - 1;
      this.#indices.set(array, index);
    }
    return index;
  }

  get byteLength(): number {
    return this.arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** All arrays one after the other, to cross a boundary that takes few arguments; see {@link unpackArrays}. */
  pack(): { lengths: number[]; bytes: Uint8Array } {
    const bytes = new Uint8Array(this.byteLength);
    let offset = 0;
    for (const array of this.arrays) {
      bytes.set(array, offset);
      offset += array.byteLength;
    }
    return { lengths: this.arrays.map((array) => array.byteLength), bytes };
  }
}

/** Inverse of {@link WireBuffers.pack}. @throws WireError when the lengths do not add up. */
export function unpackArrays(lengths: readonly number[], bytes: Uint8Array): Uint8Array[] {
  let offset = 0;
  const arrays = lengths.map((length) => {
    const array = bytes.subarray(offset, offset + length);
    offset += length;
    return array;
  });
  if (offset !== bytes.byteLength) throw new WireError('packed arrays of the wrong length');
  return arrays;
}

export function tensorToWire(tensor: TensorValue, buffers: WireBuffers): TensorRef {
  const { dtype, shape, data, given } = tensor;
  const ref = { dtype, shape: [...shape], buffer: buffers.indexOf(data) };
  return given === undefined ? ref : { ...ref, given };
}

/**
 * The tensor that `ref` names, copied into memory that isolates can share (row-major, aligned).
 * @throws WireError when the buffer is missing or not exactly as long as dtype and shape say.
 */
export function tensorFromWire(ref: TensorRef, buffers: readonly Uint8Array[]): TensorValue {
  const bytes = buffers[ref.buffer];
  if (bytes === undefined) throw new WireError(`tensor names buffer ${ref.buffer}, which does not exist`);
  const length = ref.shape.reduce((product, dimension) => product * dimension, 1);
  if (length > bytes.byteLength)
    throw new WireError(`tensor of ${length} values has a buffer of ${bytes.byteLength} bytes`);
  const data = allocateShared(ref.dtype, length);
  if (data.byteLength !== bytes.byteLength)
    throw new WireError(
      `tensor of ${ref.dtype} ${JSON.stringify(ref.shape)} has a buffer of ${bytes.byteLength} bytes`,
    );
  new Uint8Array(data.buffer).set(bytes);
  const { dtype, shape, given } = ref;
  return given === undefined ? { dtype, shape, data } : { dtype, shape, data, given };
}

const ARRAY_TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/** Whether `data` is the kind of array that holds values of `dtype`. */
export function isArrayOf(dtype: DType, data: unknown): data is TypedArray {
  return data instanceof ARRAY_TYPES[dtype];
}

function attrsToWire(attrs: Readonly<Record<string, Attr>>, buffers: WireBuffers): NodeMessage['attr'] {
  return Object.fromEntries(
    Object.entries(attrs).map(([key, attr]) => [
      key,
      'tensor' in attr
        ? { tensor: tensorToWire(attr.tensor, buffers) }
        : (attr as NodeMessage['attr'][string]),
    ]),
  );
}

const attrsFromWire = (
  attrs: NodeMessage['attr'],
  tensorOf: (ref: TensorRef) => TensorValue,
): Record<string, Attr> =>
  Object.fromEntries(
    Object.entries(attrs).map(([key, attr]): [string, Attr] => [
      key,
      'tensor' in attr ? { tensor: tensorOf(attr.tensor) } : attr,
    ]),
  );

export function nodesToWire(nodes: readonly NodeDef[], buffers: WireBuffers): NodeMessage[] {
  return nodes.map((node) => ({
    name: node.name,
    op: node.op,
    input: [...node.input],
    device: node.device,
    attr: attrsToWire(node.attr, buffers),
    ...(node.site === undefined ? {} : { site: node.site }),
  }));
}

/** Inverse of {@link nodesToWire}. @throws WireError */
export function nodesFromWire(nodes: readonly NodeMessage[], buffers: readonly Uint8Array[]): NodeDef[] {
  // A constant that several nodes share stays one array.
  const tensors = new Map<string, TensorValue>();
  const tensorOf = (ref: TensorRef): TensorValue => {
    const key = `${ref.buffer} ${ref.dtype} ${ref.shape.join()} ${ref.given ?? ''}`;
    let tensor = tensors.get(key);
    if (tensor === undefined) {
      tensor = tensorFromWire(ref, buffers);
      tensors.set(key, tensor);
    }
    return tensor;
  };
  return nodes.map((node) => ({ ...node, attr: attrsFromWire(node.attr, tensorOf) }));
}

export const traceToWire = ({ partitions, steps }: RunTrace, buffers: WireBuffers): RunTraceMessage => ({
  partitions: partitions.map((part) =>
    part.map(({ input, attr, ...node }) => ({
      ...node,
      input: [...input],
      attr: attr === null ? null : attrsToWire(attr, buffers),
    })),
  ),
  steps: steps.map(({ inputs, outputs, ...step }) => ({
    ...step,
    inputs: [...inputs],
    outputs: outputs.map(({ dtype, shape }) => ({ dtype, shape: [...shape] })),
  })),
});

/** Inverse of {@link traceToWire}. @throws WireError */
export const traceFromWire = (
  { partitions, steps }: RunTraceMessage,
  buffers: readonly Uint8Array[],
): RunTrace => ({
  partitions: partitions.map((part) =>
    part.map((node) => ({
      ...node,
      attr: node.attr === null ? null : attrsFromWire(node.attr, (ref) => tensorFromWire(ref, buffers)),
    })),
  ),
  steps,
});
