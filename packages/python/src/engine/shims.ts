// What Pyodide expects of a JavaScript engine's surroundings and a bare isolate has not: texts as bytes, timers,
// random bytes. Timers fire at once, in order: only the engine's own start uses any.

const CHUNK = 8_192;

function decodeUtf8(bytes: Uint8Array, fatal: boolean): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i++];
    if (lead < 0x80) units.push(lead);
    else {
      const more = lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
      let point = more < 0 || lead >= 0xf8 ? -1 : lead & (0x3f >> more);
      for (let k = 0; k < more && point >= 0; k++) {
        if ((bytes[i] & 0xc0) === 0x80) point = (point << 6) | (bytes[i++] & 0x3f);
        else point = -1;
      }
      const least = [0, 0x80, 0x800, 0x10000][Math.max(more, 0)];
      if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        if (fatal) throw new TypeError('The encoded data was not valid for encoding utf-8');
        units.push(0xfffd);
      } else if (point > 0xffff)
        units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
      else units.push(point);
    }
    if (units.length >= CHUNK) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}

function decodeUnits(bytes: Uint8Array, size: 1 | 2): string {
  const parts: string[] = [];
  for (let start = 0; start + size <= bytes.length; start += CHUNK * size) {
    const units: number[] = [];
    for (let i = start; i + size <= Math.min(bytes.length, start + CHUNK * size); i += size)
      units.push(size === 1 ? bytes[i] : bytes[i] | (bytes[i + 1] << 8));
    parts.push(String.fromCharCode(...units));
  }
  return parts.join('');
}

class Decoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(encoding = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
    this.encoding = encoding.toLowerCase();
    this.fatal = fatal;
    this.ignoreBOM = ignoreBOM;
  }

  decode(source?: ArrayBuffer | ArrayBufferView): string {
    if (source === undefined) return '';
    const bytes = ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);
    if (this.encoding === 'utf-16le') return decodeUnits(bytes, 2);
    if (this.encoding === 'latin1' || this.encoding === 'ascii') return decodeUnits(bytes, 1);
    const text = decodeUtf8(bytes, this.fatal);
    return !this.ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}

class Encoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array {
    const bytes = new Uint8Array(3 * text.length);
    return bytes.slice(0, this.encodeInto(text, bytes).written);
  }

  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number } {
    let read = 0;
    let written = 0;
    while (read < text.length) {
      const whole = text.codePointAt(read)!;
      const point = whole >= 0xd800 && whole < 0xe000 ? 0xfffd : whole;
      const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (written + length > bytes.length) break;
      if (length === 1) bytes[written++] = point;
      else {
        bytes[written++] = [0, 0, 0xc0, 0xe0, 0xf0][length] | (point >> (6 * (length - 1)));
        for (let k = length - 2; k >= 0; k--) bytes[written++] = 0x80 | ((point >> (6 * k)) & 0x3f);
      }
      read += whole > 0xffff ? 2 : 1;
    }
    return { read, written };
  }
}

async function soon(action: () => unknown): Promise<void> {
  await Promise.resolve();
  action();
}

/** Once, in an isolate, before the engine is loaded. @param random fills bytes, by the program's seed */
export function installShims(random: () => number): void {
  let timer = 0;
  const waiting = new Set<number>();
  Object.assign(globalThis, {
    TextDecoder: Decoder,
    TextEncoder: Encoder,
    setTimeout: (callback: (...values: unknown[]) => void, _milliseconds?: number, ...values: unknown[]) => {
      const id = ++timer;
      waiting.add(id);
      void soon(() => waiting.delete(id) && callback(...values));
      return id;
    },
    clearTimeout: (id: number) => waiting.delete(id),
    queueMicrotask: (callback: () => void) => void soon(callback),
    performance: { now: () => Date.now(), timeOrigin: 0 },
    crypto: {
      getRandomValues: (view: Uint8Array) => {
        for (let i = 0; i < view.length; i++) view[i] = Math.floor(256 * random());
        return view;
      },
    },
    console: { log() {}, info() {}, debug() {}, warn() {}, error() {} },
  });
}
