// The isolate of this process, ready to run one program: the bundle is loaded and its library linked.
import { programErrorSchema, type ProgramError, type ProgramRequest } from '@residual/contracts';
import type ivm from 'isolated-vm';
import type { Host } from '../host.ts';
import type { ScriptBeginning } from '../isolate/main.ts';
import { callbacksOf, copyIn, dataOf, openIsolate, type IsolateOptions } from './isolate-module.ts';
import { withNameHint } from './name-hints.ts';
import { CompileError, linkProgram, programUrl } from './program.ts';

export interface GuestOptions extends IsolateOptions {
  readonly scratch: SharedArrayBuffer;
  readonly host: Host;
}

export interface Guest {
  readonly isDisposed: () => boolean;
  /** Hands over data and source, compiles and links. @throws CompileError */
  prepare(request: ProgramRequest, buffers: readonly Uint8Array[]): void;
  /** Runs the program. @throws ProgramFailure, or what isolated-vm throws */
  run(timeout: number): void;
  /** What the program has plotted, of which nothing is believed. */
  plots(timeout: number): unknown;
  /** Has the isolate submit its default graph. */
  collect(timeout: number): void;
  /** The isolate's own knowledge of the error whose stack reads so; null when there is none. */
  explain(stack: string, timeout: number): ProgramError | null;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

export function createGuest({ scratch, host, ...options }: GuestOptions): Guest {
  const { isolate, context, module: isolateModule, call } = openIsolate(options);

  /** A module that exports members of an object which the bundle holds. */
  const facade = (name: string, object: string, members: readonly string[]): ivm.Module => {
    const lines = members
      .filter((member) => IDENTIFIER.test(member))
      .map((member, i) => `const m${i} = ${object}.${member}; export { m${i} as ${member} };`);
    const source = `import { ${object} } from "#isolate"; export default ${object};\n${lines.join('\n')}`;
    const module = isolate.compileModuleSync(source, { filename: name });
    module.instantiateSync(context, () => isolateModule);
    module.evaluateSync();
    return module;
  };

  const members = JSON.parse(String(call('boot', [copyIn(scratch), ...callbacksOf(host)]))) as {
    readonly tensorflow: string[];
    readonly numpy: string[];
  };
  const library = (name: keyof typeof members): ivm.Module =>
    facade(
      name,
      name,
      members[name].filter((member) => member !== 'default'),
    );
  const tensorflow = library('tensorflow');
  const numpy = library('numpy');

  const names = { ...members, data: [] as string[] };
  let entry: ivm.Module | undefined;
  return {
    isDisposed: () => isolate.isDisposed,
    prepare(request, buffers) {
      const { data, arrays } = dataOf(request, buffers);
      const beginning: ScriptBeginning = {
        url: programUrl(request.file),
        file: request.file,
        source: request.source,
        seed: request.seed,
        graphNodes: request.limits.graphNodes,
        ...(request.devices === undefined ? {} : { devices: request.devices }),
        outputCharacters: request.limits.outputKilobytes * 1024,
        data,
      };
      call('begin', [JSON.stringify(beginning), ...arrays]);
      const modules = { tensorflow, numpy, data: facade('data', 'data', Object.keys(data)) };
      names.data = Object.keys(data);
      try {
        entry = linkProgram({ isolate, context, request, modules, isolateModule });
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        throw new CompileError(withNameHint(error.error, names));
      }
    },
    run(timeout) {
      if (entry === undefined) throw new Error('run before prepare');
      entry.evaluateSync({ timeout });
    },
    plots: () => [],
    collect(timeout) {
      call('collect', [], { timeout });
    },
    explain(stack, timeout) {
      const json = call('explain', [stack], { timeout });
      if (typeof json !== 'string') return null;
      const parsed = programErrorSchema.safeParse(JSON.parse(json));
      return parsed.success ? withNameHint(parsed.data, names) : null;
    },
  };
}
