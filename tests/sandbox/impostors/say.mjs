// Says what it is told to, one frame after the other, and goes. "wait" is to hear what the parent says.
import { readSync, writeSync } from 'node:fs';

const sayings = JSON.parse(
  process.argv.find((argument) => argument.startsWith('--bundle=')).slice('--bundle='.length),
);
try {
  for (const saying of [sayings].flat()) {
    if (saying === 'wait') {
      readSync(3, Buffer.alloc(1 << 16));
      continue;
    }
    const header = Buffer.from(JSON.stringify({ message: saying, buffers: [] }));
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(header.length);
    writeSync(3, Buffer.concat([prefix, header]));
  }
} catch (error) {
  // the parent has heard enough
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
}
