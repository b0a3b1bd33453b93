// A ZIP file, written as it comes: sizes and checksums follow each entry (APPNOTE 6.3.10, sections 4.3 and 4.4).
import { crc32, createDeflateRaw } from 'node:zlib';

export interface ZipEntry {
  /** With slashes. */
  readonly name: string;
  readonly content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

const VERSION = 20;
/** Sizes follow (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATE = 8;
const LIMIT = 0xffff_ffff;
/** 1980-01-01, the first that ZIP knows: the same grades give the same bytes. */
const DATE = 0x0021;

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** @throws Error where ZIP64 would be needed: 65,535 entries or 4 GiB */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, content } of entries) {
    const bytes = Buffer.from(name);
    const start = offset;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x0403_4b50, 0);
    writeCommon(head, 4);
    head.writeUInt16LE(bytes.byteLength, 26);
    yield head;
    yield bytes;
    offset += head.byteLength + bytes.byteLength;
    const counted = { crc: 0, size: 0, packed: 0 };
    for await (const chunk of deflate(content, counted)) {
      offset += chunk.byteLength;
      yield chunk;
    }
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x0807_4b50, 0);
    writeSizes(tail, 4, counted);
    yield tail;
    offset += tail.byteLength;
    written.push({ name: bytes, offset: start, ...counted });
    if (written.length > 0xffff || offset > LIMIT)
      throw new Error('the archive is too large: export fewer assignments or sections at a time');
  }
  const start = offset;
  for (const entry of written) {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x0201_4b50, 0);
    head.writeUInt16LE(VERSION, 4);
    writeCommon(head, 6);
    writeSizes(head, 16, entry);
    head.writeUInt16LE(entry.name.byteLength, 28);
    head.writeUInt32LE(entry.offset, 42);
    yield head;
    yield entry.name;
    offset += head.byteLength + entry.name.byteLength;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(written.length, 8);
  end.writeUInt16LE(written.length, 10);
  end.writeUInt32LE(offset - start, 12);
  end.writeUInt32LE(start, 16);
  yield end;
}

/** Version, flags, method and time: the same in both headers. */
function writeCommon(head: Buffer, at: number): void {
  head.writeUInt16LE(VERSION, at);
  head.writeUInt16LE(FLAGS, at + 2);
  head.writeUInt16LE(DEFLATE, at + 4);
  head.writeUInt16LE(0, at + 6);
  head.writeUInt16LE(DATE, at + 8);
}

function writeSizes(into: Buffer, at: number, { crc, packed, size }: Omit<Written, 'name' | 'offset'>): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packed, at + 4);
  into.writeUInt32LE(size, at + 8);
}

async function* deflate(
  content: ZipEntry['content'],
  counted: { crc: number; size: number; packed: number },
): AsyncGenerator<Uint8Array> {
  const packer = createDeflateRaw();
  const feeding = (async () => {
    for await (const chunk of content) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      counted.crc = crc32(bytes, counted.crc);
      counted.size += bytes.byteLength;
      if (!packer.write(bytes)) await new Promise((resolve) => packer.once('drain', resolve));
    }
    packer.end();
  })().catch((error: unknown) => {
    packer.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const chunk of packer as AsyncIterable<Buffer>) {
    counted.packed += chunk.byteLength;
    yield chunk;
  }
  await feeding;
}
