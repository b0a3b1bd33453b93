// Reads a ZIP file from its end, as programs do: the central directory, then each entry by its offset.
import { crc32, inflateRawSync } from 'node:zlib';

/** @throws Error if sizes, checksums or names do not agree */
export function readZip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('no end of central directory');
  const entries = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i += 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('no central header');
    const [crc, packed, size] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset));
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + length).toString();
    const local = bytes.readUInt32LE(at + 42);
    if (bytes.readUInt32LE(local) !== 0x04034b50) throw new Error('no local header');
    const nameLength = bytes.readUInt16LE(local + 26);
    if (bytes.subarray(local + 30, local + 30 + nameLength).toString() !== name)
      throw new Error('two names for one entry');
    const start = local + 30 + nameLength + bytes.readUInt16LE(local + 28);
    const content = inflateRawSync(bytes.subarray(start, start + packed));
    if (content.byteLength !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
    if (entries.has(name)) throw new Error(`${name} twice`);
    entries.set(name, content);
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
