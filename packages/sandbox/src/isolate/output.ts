// Printed text on its way out: cut here, inside the isolate, so that a flood never reaches the host.
export interface Output {
  write(text: string): void;
}

const CHUNK = 16 * 1024;

/**
 * @param limit most characters in all; the host counts bytes and has the last word
 * @param send the host's callback
 */
export function createOutput(limit: number, send: (text: string) => void): Output {
  let left = limit + 1;
  return {
    write(text) {
      // One character past the limit is let through: it is what tells the host that there was more.
      const end = Math.min(text.length, left);
      for (let start = 0; start < end; start += CHUNK) send(text.slice(start, Math.min(start + CHUNK, end)));
      left -= end;
    },
  };
}
