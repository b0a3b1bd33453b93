// TensorFlow's checkpoint files (version 2): `PREFIX.index`, a table that says where each variable lies, and
// `PREFIX.data-00000-of-00001`, the values one after the other. Bytes in, bytes out.
import type { TensorValue } from '../graphdef.ts';
import { dataTypeName, numberOfDType } from '../graphdef/data-types.ts';
import {
  littleEndianBytes,
  shapeFromProto,
  shapeToProto,
  tensorFromProto,
} from '../graphdef/tensor-proto.ts';
import { decodeMessage, encodeMessage } from '../protobuf/binary.ts';
import { DecodeError } from '../protobuf/errors.ts';
import { maskedCrc32c } from './crc32c.ts';
import { DataLossError, NotFoundError } from './errors.ts';
import { BUNDLE_ENTRY, BUNDLE_HEADER, LITTLE_ENDIAN, type BundleEntryMessage } from './messages.ts';
import { readTable, writeTable } from './table.ts';

/** Key of the table's first entry, which describes the files. */
const HEADER = '';
const VERSION = { producer: 1 };

export const indexFile = (prefix: string): string => `${prefix}.index`;

const dataFile = (prefix: string, shard: number, shards: number): string =>
  `${prefix}.data-${String(shard).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}`;

/** The files of a checkpoint, by name, with `values` by the names of their variables. */
export function writeCheckpoint(
  prefix: string,
  values: ReadonlyMap<string, TensorValue>,
): Map<string, Uint8Array> {
  const sorted = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const entries = new Map([[HEADER, encodeMessage(BUNDLE_HEADER, { numShards: 1, version: VERSION })]]);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    const bytes = littleEndianBytes(data);
    const entry: BundleEntryMessage = {
      dtype: numberOfDType(dtype),
      shape: shapeToProto(shape),
      offset: BigInt(offset),
      size: BigInt(bytes.length),
      crc32c: maskedCrc32c(bytes),
    };
    entries.set(name, encodeMessage(BUNDLE_ENTRY, entry));
    parts.push(bytes);
    offset += bytes.length;
  }
  const data = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return new Map([
    [dataFile(prefix, 0, 1), data],
    [indexFile(prefix), writeTable(entries)],
  ]);
}

/** Finds a file's bytes by its name; null if there is no such file. */
export type FindFile = (name: string) => Uint8Array | null;

/** What is in a checkpoint; values are read, and checked, when asked for. */
export class CheckpointReader {
  readonly #prefix: string;
  readonly #find: FindFile;
  readonly #entries = new Map<string, BundleEntryMessage>();
  readonly #shards: number;

  /** @throws NotFoundError or DataLossError */
  constructor(prefix: string, find: FindFile) {
    this.#prefix = prefix;
    this.#find = find;
    const index = find(indexFile(prefix));
    if (index === null)
      throw new NotFoundError(
        'Unsuccessful TensorSliceReader constructor: Failed to find any matching files for ' + prefix,
      );
    const table = readTable(index);
    try {
      const { numShards = 0, endianness = LITTLE_ENDIAN } = decodeMessage(
        BUNDLE_HEADER,
        table.get(HEADER) ?? new Uint8Array(),
      );
      if (numShards < 1 || endianness !== LITTLE_ENDIAN)
        throw new DataLossError(`${indexFile(prefix)} does not describe little-endian files of values`);
      this.#shards = numShards;
      for (const [name, bytes] of table)
        if (name !== HEADER) this.#entries.set(name, decodeMessage(BUNDLE_ENTRY, bytes));
    } catch (error) {
      if (error instanceof DecodeError) throw new DataLossError(`${indexFile(prefix)}: ${error.message}`);
      throw error;
    }
  }

  hasTensor(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Shapes by name, in order of the names. */
  getVariableToShapeMap(): Map<string, readonly number[]> {
    return new Map([...this.#entries].map(([name, { shape = {} }]) => [name, shapeFromProto(shape) ?? []]));
  }

  /** TensorFlow's names of dtypes (`DT_FLOAT`) by name. */
  getVariableToDtypeMap(): Map<string, string> {
    return new Map([...this.#entries].map(([name, { dtype = 0 }]) => [name, dataTypeName(dtype)]));
  }

  /**
   * @throws NotFoundError, DataLossError for damaged data, GraphTypeError for dtypes that are not supported
   */
  getTensor(name: string): TensorValue {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new NotFoundError(`Key ${name} not found in checkpoint`);
    const { dtype, shape = {}, shardId = 0, offset = 0n, size = 0n, crc32c = 0, slices = [] } = entry;
    if (slices.length > 0)
      throw new DataLossError(`Key ${name} is saved in slices; only whole variables are supported`);
    const file = dataFile(this.#prefix, shardId, this.#shards);
    const data = this.#find(file);
    if (data === null) throw new NotFoundError(`${file}; No such file or directory`);
    if (offset < 0n || size < 0n || offset + size > BigInt(data.length))
      throw new DataLossError(`Key ${name} lies beyond the end of ${file}`);
    const bytes = data.subarray(Number(offset), Number(offset + size));
    if (maskedCrc32c(bytes) !== crc32c)
      throw new DataLossError(`Checksum does not match for key ${name} of ${file}: the file is damaged`);
    const value = tensorFromProto({ dtype, tensorShape: shape, tensorContent: bytes });
    if (bytes.length === 0 && value.data.length > 0) throw new DataLossError(`Key ${name} has no values`);
    return value;
  }
}

/** All values of a checkpoint. @throws as CheckpointReader does */
export function readCheckpoint(
  prefix: string,
  files: ReadonlyMap<string, Uint8Array>,
): Map<string, TensorValue> {
  const reader = new CheckpointReader(prefix, (name) => files.get(name) ?? null);
  return new Map([...reader.getVariableToShapeMap().keys()].map((name) => [name, reader.getTensor(name)]));
}
