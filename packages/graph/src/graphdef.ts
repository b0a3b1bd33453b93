// The graph as data: TensorFlow's GraphDef. It is all that the runtime ever sees of a graph.

export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** A static shape: null is unknown rank, -1 an unknown dimension; [] is a scalar. */
export type Shape = readonly number[] | null;

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * A tensor's value: row-major, `data.length` = product of `shape` (1 for a scalar); bool is one byte a value.
 * `data` lies in a SharedArrayBuffer wherever it may cross between isolates, so that it is never copied.
 */
export interface TensorValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
  /** Of a constant, how many values the program gave; the rest repeat the last. Only GraphDefs show it. */
  readonly given?: number;
}

/** An attribute of a node, tagged as TensorFlow's AttrValue is. */
export type Attr =
  | { readonly type: DType }
  | { readonly shape: Shape }
  | { readonly tensor: TensorValue }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly s: string }
  | { readonly list: readonly number[] };

/** Where in the student's program a node was made; 1-based. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  /** `name` (its output 0), `name:1`, or `^name` for a control dependency; control dependencies come last. */
  readonly input: readonly string[];
  /** Empty, or as asked for with tf.device. */
  readonly device: string;
  readonly attr: Readonly<Record<string, Attr>>;
  readonly site?: Site;
}
