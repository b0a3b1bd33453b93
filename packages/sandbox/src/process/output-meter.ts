// Counts the program's output in bytes and passes it on in pieces: at once when it comes slowly, gathered when fast.
import { LimitError } from './bridge.ts';

export interface OutputMeter {
  print(text: string): void;
  flush(): void;
}

const GATHER_CHARACTERS = 8 * 1024;
const GATHER_MILLISECONDS = 50;

/** @throws LimitError (from `print`) at the first byte past the limit; what fits has been sent by then */
export function createOutputMeter(limitBytes: number, send: (text: string) => void): OutputMeter {
  let left = limitBytes;
  let gathered = '';
  let sentAt = -Infinity;
  const flush = (): void => {
    if (gathered === '') return;
    send(gathered);
    gathered = '';
    sentAt = performance.now();
  };
  return {
    print(text) {
      const bytes = Buffer.byteLength(text);
      if (bytes > left) {
        // Cutting bytes may cut a character in two; the decoder marks what is left of it.
        gathered += Buffer.from(text).subarray(0, left).toString();
        flush();
        throw new LimitError('output', `The program printed more than ${limitBytes / 1024} kB.`);
      }
      left -= bytes;
      gathered += text;
      if (gathered.length >= GATHER_CHARACTERS || performance.now() - sentAt >= GATHER_MILLISECONDS) flush();
    },
    flush,
  };
}
