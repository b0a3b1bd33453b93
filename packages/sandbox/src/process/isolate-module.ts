// An isolate with our bundle in it, and calls of what the bundle exports.
import { readFileSync } from 'node:fs';
import ivm from 'isolated-vm';
import { HOST_CALLS, type Host } from '../host.ts';
import type { DataValue } from '../isolate/library.ts';
import type { ProgramRequest } from '@residual/contracts';
import { tensorFromWire } from '../wire.ts';

export interface IsolateModule {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  readonly module: ivm.Module;
  call(name: string, parameters: readonly unknown[], options?: ivm.RunOptions): unknown;
}

export interface IsolateOptions {
  readonly bundlePath: string;
  /** Null to compile it anew. */
  readonly codeCachePath: string | null;
  readonly memoryMegabytes: number;
}

export const copyIn = (value: unknown): unknown => new ivm.ExternalCopy(value).copyInto({ release: true });

export function openIsolate({ bundlePath, codeCachePath, memoryMegabytes }: IsolateOptions): IsolateModule {
  const isolate = new ivm.Isolate({ memoryLimit: memoryMegabytes });
  const context = isolate.createContextSync();
  const cachedData =
    codeCachePath === null
      ? undefined
      : new ivm.ExternalCopy(new Uint8Array(readFileSync(codeCachePath)).buffer);
  const module = isolate.compileModuleSync(readFileSync(bundlePath, 'utf8'), {
    filename: 'isolate',
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  module.instantiateSync(context, (specifier) => {
    throw new Error(`the isolate's bundle imports "${specifier}"`);
  });
  module.evaluateSync();
  return {
    isolate,
    context,
    module,
    call(name, parameters, options = {}) {
      const reference = module.namespace.getSync(name, { reference: true }) as ivm.Reference;
      return reference.applySync(undefined, [...parameters] as ivm.Transferable[], options);
    },
  };
}

/** The host's callbacks in the order of HOST_CALLS. */
export const callbacksOf = (host: Host): ivm.Callback[] =>
  HOST_CALLS.map((name) => new ivm.Callback(host[name] as (...values: unknown[]) => unknown));

/** A program's data as the isolate takes them: values by name, and the arrays that they name. */
export function dataOf(
  request: ProgramRequest,
  buffers: readonly Uint8Array[],
): { data: Record<string, DataValue>; arrays: unknown[] } {
  const arrays: unknown[] = [];
  const data: Record<string, DataValue> = {};
  for (const [name, value] of Object.entries(request.data)) {
    if (typeof value === 'number') data[name] = value;
    else {
      const { dtype, shape, data: values } = tensorFromWire(value, buffers);
      data[name] = { dtype, shape: [...shape], array: arrays.push(copyIn(values)) - 1 };
    }
  }
  return { data, arrays };
}
