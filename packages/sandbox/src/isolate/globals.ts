// What a program finds in its global scope, and what it no longer finds: ways to memory that no limit counts,
// clocks finer than needed, randomness that cannot be repeated.

const CLOCK_MILLISECONDS = 10;

/** A small seeded generator (mulberry32), uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function coarsenClock(): void {
  const RealDate = Date;
  const now = (): number => Math.floor(RealDate.now() / CLOCK_MILLISECONDS) * CLOCK_MILLISECONDS;
  const coarse = function Date(this: unknown, ...values: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, values.length === 0 ? [now()] : values, new.target);
  };
  Object.defineProperties(coarse, {
    prototype: { value: RealDate.prototype, writable: false },
    length: { value: 7 },
    now: { value: now, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
  });
  RealDate.prototype.constructor = coarse;
  (globalThis as { Date: unknown }).Date = coarse;
}

/** Once, before anything of the program is compiled. */
export function hardenGlobals(): void {
  const scope = globalThis as Record<string, unknown>;
  // Both grow in place without asking the isolate's allocator, past every limit.
  for (const key of ['grow', 'growable', 'constructor']) delete (SharedArrayBuffer.prototype as never)[key];
  for (const key of ['resize', 'resizable']) delete (ArrayBuffer.prototype as never)[key];
  for (const key of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry'])
    delete scope[key];
  coarsenClock();
}

export function seedRandomness(seed: number): void {
  Math.random = seededRandom(seed);
}
