// Entry points of a C library as functions that throw when the library reports a failure.
//
// All that the CUDA libraries take fits a number: handles and addresses on the device are below 2^53. Host memory is
// passed as a typed array, which must stay alive and unmoved only for the call.
import { createRequire } from 'node:module';
import type Koffi from 'koffi';
import { CudaFailure } from '../cuda-failure.ts';

/** How an argument is passed: by what it is in C. */
export type ArgType = 'int' | 'uint' | 'int64' | 'size' | 'handle' | 'host' | 'string';

export type Arg = number | string | ArrayBufferView | null;

/** Name of an entry point → the types of its arguments. All of them return a status, 0 being success. */
export type Prototypes = Readonly<Record<string, readonly ArgType[]>>;

export type Bound<P extends Prototypes> = { readonly [K in keyof P]: (...args: readonly Arg[]) => void };

const C_TYPE: { readonly [K in ArgType]: string } = {
  int: 'int',
  uint: 'uint32_t',
  int64: 'int64_t',
  size: 'size_t',
  handle: 'uint64_t',
  host: 'void *',
  string: 'str',
};

const STACK_BYTES = 8 << 20;

let koffi: typeof Koffi | null = null;

/**
 * The foreign function interface, loaded when first needed: it is an optional dependency.
 * @throws Error if it is not installed
 */
export function foreignFunctions(): typeof Koffi {
  if (koffi === null) {
    const loaded = createRequire(import.meta.url)('koffi') as typeof Koffi;
    // Compilers recurse deeply, and koffi calls on a stack of its own, whose size is settled with the first library.
    if (loaded.config().sync_stack_size !== STACK_BYTES) loaded.config({ sync_stack_size: STACK_BYTES });
    koffi = loaded;
  }
  return koffi;
}

export type NativeLibrary = ReturnType<(typeof Koffi)['load']>;

export const loadLibrary = (path: string): NativeLibrary => foreignFunctions().load(path);

/**
 * @param describe the library's own words for a status
 * @throws Error if an entry point is not in the library
 */
export function bind<P extends Prototypes>(
  library: NativeLibrary,
  prototypes: P,
  describe: (status: number) => string,
): Bound<P> {
  const bound: Record<string, (...args: readonly Arg[]) => void> = {};
  for (const [name, types] of Object.entries(prototypes)) {
    const call = library.func(
      name,
      'int',
      types.map((type) => C_TYPE[type]),
    );
    bound[name] = (...args) => {
      const status = call(...args) as number;
      if (status !== 0) throw new CudaFailure(name, status, describe(status));
    };
  }
  return bound as Bound<P>;
}

const cell = new BigUint64Array(1);
const intCell = new Int32Array(1);

/** The handle or address that `call` writes to the cell it is given. */
export function outHandle(call: (cell: BigUint64Array) => void): number {
  cell[0] = 0n;
  call(cell);
  return Number(cell[0]);
}

/** The C int that `call` writes to the cell it is given. */
export function outInt(call: (cell: Int32Array) => void): number {
  intCell[0] = 0;
  call(intCell);
  return intCell[0];
}

/** `length` bytes of host memory that was not allocated by JavaScript. */
export const hostMemory = (address: number, length: number): ArrayBuffer =>
  foreignFunctions().view(BigInt(address), length);

/** The C string at an address. */
export const hostString = (address: number): string => foreignFunctions().decode.string(BigInt(address));

/** Memory of C's that stays where it is. */
export function allocateHost(bytes: number): number {
  const { alloc, address } = foreignFunctions();
  return Number(address(alloc('uint8_t', bytes)));
}

export const freeHost = (address: number): void => foreignFunctions().free(BigInt(address));
