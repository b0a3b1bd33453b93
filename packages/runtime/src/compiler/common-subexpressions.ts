// Kernels that would compute the same from the same become one.
import type { Kernel, Program, ValueId } from './program.ts';
import { exactly } from './exact-json.ts';
import { rootOf, withInputs } from './traverse.ts';

export function shareCommon(program: Program): Program {
  const replaced = new Map<ValueId, ValueId>();
  const known = new Map<string, ValueId>();
  const { values } = program;
  const current = (id: ValueId): ValueId => replaced.get(rootOf(values, id)) ?? id;
  const kernels: Kernel[] = [];
  let shared = 0;
  for (const original of program.kernels) {
    // Ops get views, which have to stay: their roots are replaced below.
    const kernel = original.kind === 'op' ? original : withInputs(original, current);
    const made = outputOf(kernel);
    const key =
      made === null || values[made].origin.kind === 'variable' ? null : keyOf(kernel, made, program);
    const same = key === null ? undefined : known.get(key);
    if (same !== undefined && made !== null) {
      replaced.set(made, same);
      shared++;
      continue;
    }
    if (key !== null && made !== null) known.set(key, made);
    kernels.push(kernel);
  }
  if (shared === 0) return program;
  // A replaced value becomes a view of what stands for it, so that ops and fetches see their own shape.
  const viewed = values.map((value, id) => {
    const root = value.origin.kind === 'view' ? replaced.get(value.origin.of) : replaced.get(id);
    return root === undefined ? value : { ...value, origin: { kind: 'view', of: root } as const };
  });
  return {
    ...program,
    values: viewed,
    kernels,
    notes: [...program.notes, `${shared} repeated ops computed once`],
  };
}

/** The one value that a pure kernel makes. */
function outputOf(kernel: Kernel): ValueId | null {
  if (kernel.kind === 'matmul') return kernel.output;
  if (kernel.kind === 'elementwise' && kernel.outputs.length === 1) return kernel.outputs[0].value;
  return null;
}

function keyOf(kernel: Kernel, made: ValueId, { values }: Program): string | null {
  if (kernel.kind !== 'matmul' && kernel.kind !== 'elementwise') return null;
  const { nodes: _, ...rest } = kernel;
  const anonymous =
    rest.kind === 'matmul'
      ? { ...rest, output: null }
      : { ...rest, outputs: rest.outputs.map((output) => ({ ...output, value: null })) };
  return `${values[made].dtype} ${JSON.stringify(anonymous, exactly)}`;
}
