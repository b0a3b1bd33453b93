// LevelDB's table of sorted keys and values, in which TensorFlow keeps the index of a checkpoint:
// blocks of entries that share prefixes, an index of the blocks, a footer. Blocks are not compressed.
import { utf8Decode, utf8Encode } from '../protobuf/utf8.ts';
import { WireReader, WireWriter } from '../protobuf/wire.ts';
import { DecodeError } from '../protobuf/errors.ts';
import { maskedCrc32c } from './crc32c.ts';
import { DataLossError } from './errors.ts';

const MAGIC = [0x8b80fb57, 0xdb477524] as const;
const FOOTER_BYTES = 48;
/** After each block: how it is compressed, and its checksum. */
const TRAILER_BYTES = 5;
const BLOCK_BYTES = 256 << 10;
const RESTART_INTERVAL = 16;
const UNCOMPRESSED = 0;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** Writes `entries`, sorted by their keys' bytes. */
export function writeTable(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...entries]
    .map(([key, value]) => [utf8Encode(key), value] as const)
    .toSorted(([a], [b]) => compare(a, b));
  const file = new WireWriter();
  let offset = 0;
  const writeBlock = (block: BlockBuilder): Handle => {
    const bytes = block.finish();
    const handle = { offset, size: bytes.length };
    const typed = withType(bytes);
    file.raw(typed);
    file.fixed32(maskedCrc32c(typed));
    offset += bytes.length + TRAILER_BYTES;
    return handle;
  };
  const index = new BlockBuilder(1);
  let block = new BlockBuilder(RESTART_INTERVAL);
  sorted.forEach(([key, value], i) => {
    block.add(key, value);
    const next = sorted[i + 1]?.[0];
    if (next !== undefined && block.size < BLOCK_BYTES) return;
    index.add(next === undefined ? successor(key) : separator(key, next), handleBytes(writeBlock(block)));
    block = new BlockBuilder(RESTART_INTERVAL);
  });
  const metaindex = writeBlock(new BlockBuilder(RESTART_INTERVAL));
  const footer = [metaindex, writeBlock(index)].map(handleBytes);
  for (const bytes of footer) file.raw(bytes);
  file.raw(new Uint8Array(FOOTER_BYTES - 8 - footer[0].length - footer[1].length));
  for (const half of MAGIC) file.fixed32(half);
  return file.finish();
}

function withType(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 1);
  all.set(bytes);
  all[bytes.length] = UNCOMPRESSED;
  return all;
}

function handleBytes({ offset, size }: Handle): Uint8Array {
  const writer = new WireWriter();
  writer.varint(offset);
  writer.varint(size);
  return writer.finish();
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = sharedPrefix(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

/** A short key that is not before `key` and before `next`. */
function separator(key: Uint8Array, next: Uint8Array): Uint8Array {
  const at = sharedPrefix(key, next);
  if (at >= key.length || at >= next.length || key[at] + 1 >= next[at]) return key;
  return raised(key, at);
}

/** A short key that is not before `key`. */
function successor(key: Uint8Array): Uint8Array {
  const at = key.findIndex((byte) => byte !== 0xff);
  return at < 0 ? key : raised(key, at);
}

function raised(key: Uint8Array, at: number): Uint8Array {
  const short = key.slice(0, at + 1);
  short[at]++;
  return short;
}

class BlockBuilder {
  readonly #interval: number;
  readonly #writer = new WireWriter();
  readonly #restarts = [0];
  #size = 0;
  #sinceRestart = 0;
  #last: Uint8Array = new Uint8Array();

  /** @param interval entries after which one has its whole key again */
  constructor(interval: number) {
    this.#interval = interval;
  }

  get size(): number {
    return this.#size;
  }

  add(key: Uint8Array, value: Uint8Array): void {
    let shared = 0;
    if (this.#sinceRestart < this.#interval) shared = sharedPrefix(this.#last, key);
    else {
      this.#restarts.push(this.#writer.length);
      this.#sinceRestart = 0;
    }
    this.#writer.varint(shared);
    this.#writer.varint(key.length - shared);
    this.#writer.varint(value.length);
    this.#writer.raw(key.subarray(shared));
    this.#writer.raw(value);
    this.#size = this.#writer.length;
    this.#last = key;
    this.#sinceRestart++;
  }

  finish(): Uint8Array {
    for (const restart of this.#restarts) this.#writer.fixed32(restart);
    this.#writer.fixed32(this.#restarts.length);
    return this.#writer.finish();
  }
}

/** @throws DataLossError for bytes that are no such table, or damaged, or compressed */
export function readTable(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    return readAll(bytes);
  } catch (error) {
    if (error instanceof DecodeError)
      throw new DataLossError(`not a table of a checkpoint: ${error.message}`);
    throw error;
  }
}

function readAll(bytes: Uint8Array): Map<string, Uint8Array> {
  if (bytes.length < FOOTER_BYTES) throw new DataLossError('file is too short to be an sstable');
  const footer = new WireReader(bytes, bytes.length - FOOTER_BYTES);
  readHandle(footer);
  const index = readHandle(footer);
  const magic = new WireReader(bytes, bytes.length - 8);
  if (magic.fixed32() !== MAGIC[0] || magic.fixed32() !== MAGIC[1])
    throw new DataLossError('not an sstable (bad magic number)');
  const entries = new Map<string, Uint8Array>();
  for (const [, handle] of readBlock(bytes, index))
    for (const [key, value] of readBlock(bytes, readHandle(new WireReader(handle)))) entries.set(key, value);
  return entries;
}

function readHandle(reader: WireReader): Handle {
  const [offset, offsetHigh] = reader.varint();
  const [size, sizeHigh] = reader.varint();
  if (offsetHigh !== 0 || sizeHigh !== 0) throw new DataLossError('a block beyond the end of the file');
  return { offset, size };
}

function* readBlock(file: Uint8Array, { offset, size }: Handle): Generator<[string, Uint8Array]> {
  if (offset + size + TRAILER_BYTES > file.length) throw new DataLossError('truncated block read');
  const block = file.subarray(offset, offset + size);
  const trailer = new WireReader(file, offset + size + 1);
  if (trailer.fixed32() !== maskedCrc32c(file.subarray(offset, offset + size + 1)))
    throw new DataLossError('block checksum mismatch');
  if (file[offset + size] !== UNCOMPRESSED)
    throw new DataLossError('a compressed block; only uncompressed tables are supported');
  if (size < 4) throw new DataLossError('a block without an end');
  const restarts = new WireReader(block, size - 4).fixed32();
  const end = size - 4 - 4 * restarts;
  if (end < 0) throw new DataLossError('a block without entries');
  const reader = new WireReader(block, 0, end);
  let key: Uint8Array = new Uint8Array();
  while (!reader.done) {
    const [shared] = reader.varint();
    const [rest] = reader.varint();
    const [length] = reader.varint();
    if (shared > key.length) throw new DataLossError('an entry that shares more than there is');
    const own = reader.take(rest);
    const next = new Uint8Array(shared + own.length);
    next.set(key.subarray(0, shared));
    next.set(own, shared);
    key = next;
    const text = utf8Decode(key);
    if (text === null) throw new DataLossError('a key that is not UTF-8');
    yield [text, reader.take(length)];
  }
}
