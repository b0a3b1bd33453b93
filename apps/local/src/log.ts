import { createWriteStream } from 'node:fs';

export interface Log {
  readonly write: (text: string) => void;
  close(): void;
}

/** A file that grows from run to run. */
export function openLog(path: string): Log {
  const stream = createWriteStream(path, { flags: 'a' });
  return { write: (text) => stream.write(text), close: () => stream.end() };
}
