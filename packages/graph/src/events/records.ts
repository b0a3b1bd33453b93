// TFRecord: records one after the other, each with its length and checksums of both.
import { maskedCrc32c } from '../checkpoint/crc32c.ts';
import { WireWriter } from '../protobuf/wire.ts';

/** A record as it stands in a file. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const length = new WireWriter();
  length.fixed32(data.length);
  length.fixed32(0);
  const writer = new WireWriter();
  writer.raw(length.finish());
  writer.fixed32(maskedCrc32c(length.finish()));
  writer.raw(data);
  writer.fixed32(maskedCrc32c(data));
  return writer.finish();
}
