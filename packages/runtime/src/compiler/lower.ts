// From a plan to a program, op by op: static shapes, values that are known without a run, a kernel (or none) for each
// op. Everything that makes it fast comes later.
import {
  inferOutputs,
  isFullyDefined,
  OP_DEFS,
  parseArg,
  tensorAttr,
  type NodeInput,
  type OpType,
  type OutputInfo,
  type TensorValue,
} from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import { JS_KERNELS } from '../js/kernels.ts';
import { int, ints } from '../js/kernel.ts';
import { RunError } from '../run-error.ts';
import type { Plan, Source, Step } from '../plan.ts';
import { elementwise } from './lowering/elementwise.ts';
import { matrices } from './lowering/matrices.ts';
import { rearrange } from './lowering/rearrange.ts';
import { reductions } from './lowering/reductions.ts';
import type { Rule } from './lowering/rule.ts';
import { state } from './lowering/state.ts';
import { ProgramBuilder } from './program-builder.ts';
import type { Program, ValueId } from './program.ts';
import { VariableVersions } from './variable-versions.ts';

const RULES: Partial<Record<OpType, Rule>> = { ...elementwise, ...reductions, ...rearrange, ...matrices };

/** Whether ops of this type can become kernels other than `op`. */
export const hasRule = (op: OpType): boolean => op in RULES || op in state;

/** Ops that are nothing but a place in memory, or known before the run: no backend has to compute them. */
export const needsNoKernel = (op: OpType): boolean =>
  ['Const', 'Placeholder', 'VariableV2', 'NoOp'].includes(op) || op in SHAPE_OPS;

/** Larger values are computed by the run: a program may be compiled that never runs. */
const MOST_FOLDED = 1 << 12;

/** @param leave whether a step is to be left to the reference kernels, though it has a rule */
export function lower(
  plan: Plan,
  feedShapes: readonly Dimensions[],
  leave: (step: Step) => boolean = () => false,
): Program {
  const lowering = new PlanLowering(plan, feedShapes, leave);
  for (const step of plan.steps) lowering.lowerStep(step);
  return lowering.finish();
}

/** An input of a step: a value, or a variable that the op is to look at or to change. */
type Operand = { readonly value: ValueId } | { readonly variable: string };

class PlanLowering {
  readonly #plan: Plan;
  readonly #builder = new ProgramBuilder();
  readonly #variables: VariableVersions;
  readonly #slots: (ValueId | undefined)[];
  readonly #feeds: readonly ValueId[];
  readonly #left: (step: Step) => boolean;
  #folded = 0;

  constructor(plan: Plan, feedShapes: readonly Dimensions[], left: (step: Step) => boolean) {
    this.#plan = plan;
    this.#left = left;
    this.#variables = new VariableVersions(this.#builder, plan.variables);
    this.#slots = new Array<undefined>(plan.slots).fill(undefined);
    this.#feeds = plan.feeds.map(({ slot, dtype }, index) => {
      const id = this.#builder.value(dtype, feedShapes[index], { kind: 'feed', index }, `feed ${index}`);
      this.#slots[slot] = id;
      return id;
    });
  }

  lowerStep(step: Step): void {
    if (step.op === 'VariableV2' || step.op === 'NoOp') return;
    const refs = refInputs(step.op);
    const operands = step.inputs.map((source, i): Operand =>
      refs[i] && 'variable' in source ? source : { value: this.#read(source, step.node) },
    );
    const outputs = this.#infer(step, operands);
    const isStateful = OP_DEFS[step.op].stateful === true;
    if (isStateful ? this.#lowerState(step, operands) : this.#lowerPure(step, operands, outputs)) return;
    this.#leave(step, operands, outputs);
  }

  finish(): Program {
    const { values, kernels } = this.#builder;
    const fetches = this.#plan.fetches.map((source) =>
      this.#read(source, 'variable' in source ? source.variable : ''),
    );
    const notes =
      this.#folded === 0 ? [] : [`${this.#folded} ops computed beforehand: all they need is known`];
    return { values, kernels, feeds: this.#feeds, fetches, buffers: new Map(), bufferBytes: [], notes };
  }

  #read(source: Source, node: string): ValueId {
    return 'variable' in source ? this.#variables.read(source.variable, node) : this.#slots[source.slot]!;
  }

  #setOutputs(step: Step, ids: readonly ValueId[]): void {
    ids.forEach((id, output) => {
      // What is fed stays what was fed.
      this.#slots[step.slot + output] ??= id;
    });
  }

  /**
   * Dtypes and, as far as they can be known, shapes. Where an input's shape is not known, what the graph says of the
   * output's holds only if that input fits, which nobody has looked at yet.
   */
  #infer(step: Step, operands: readonly Operand[]): readonly OutputInfo[] {
    const unknown = step.outputs.map((info) => ({ ...info, shape: null }));
    const inputs = operands.map((operand) => this.#info(operand));
    if (step.op !== 'Reshape' && inputs.some(({ shape, ref }) => shape === null && !ref)) return unknown;
    try {
      return inferOutputs(step.op, inputs, step.attrs);
    } catch {
      // The node does not fit: its kernel says so when it runs.
      return unknown;
    }
  }

  #info(operand: Operand): NodeInput {
    if ('variable' in operand) {
      const { dtype, shape } = this.#variables.declared(operand.variable);
      return { dtype, shape, ref: true, constant: () => undefined, asShape: () => undefined };
    }
    const { dtype, shape } = this.#builder.values[operand.value];
    const constant = (): TensorValue | undefined => this.#builder.known(operand.value);
    return {
      dtype,
      shape,
      ref: false,
      constant,
      asShape: () => {
        const known = constant();
        return known === undefined ? undefined : Array.from(known.data);
      },
    };
  }

  #lowerPure(step: Step, operands: readonly Operand[], outputs: readonly OutputInfo[]): boolean {
    const inputs = operands.flatMap((operand) => ('value' in operand ? [operand.value] : []));
    if (inputs.length < operands.length || inputs.some((id) => this.#builder.values[id].shape === null))
      return false;
    const known = this.#fold(step, inputs, outputs);
    if (known !== null) {
      if (step.op !== 'Const') this.#folded++;
      const ids = known.map((value, i) => this.#builder.constant(value, `${step.node}:${i}`));
      this.#setOutputs(step, ids);
      return true;
    }
    const [output] = outputs;
    const { shape } = output;
    if (!isFullyDefined(shape) && !PASSES.has(step.op)) return false;
    if (this.#left(step) && !PASSES.has(step.op)) return false;
    const ids = RULES[step.op]?.({
      builder: this.#builder,
      step,
      inputs,
      output: { ...output, shape: shape ?? [] },
    });
    if (ids === undefined || ids === null) return false;
    this.#setOutputs(step, ids);
    return true;
  }

  /** The outputs, where they can be told now. */
  #fold(
    step: Step,
    inputs: readonly ValueId[],
    outputs: readonly OutputInfo[],
  ): readonly TensorValue[] | null {
    if (step.op === 'Const') return [tensorAttr(step.attrs, 'value')];
    if (step.op === 'Placeholder') return null;
    const shapes = inputs.map((id) => this.#builder.shapeOf(id));
    const fromShapes = SHAPE_OPS[step.op]?.(shapes);
    if (fromShapes !== undefined) return fromShapes;
    const values = inputs.map((id) => this.#builder.known(id)).filter((value) => value !== undefined);
    if (values.length < inputs.length || inputs.length === 0) return null;
    let elements = values.reduce((sum, { data }) => sum + data.length, 0);
    for (const { shape } of outputs) {
      if (isFullyDefined(shape)) elements += shape.reduce((count, d) => count * d, 1);
      else if (!GIVES_LESS.has(step.op)) return null;
    }
    if (elements > MOST_FOLDED) return null;
    try {
      const call = { node: step.node, attrs: step.attrs, variables: [], context: undefined as never };
      return JS_KERNELS[step.op](values, call).map(({ dtype, shape, data }) => ({ dtype, shape, data }));
    } catch (error) {
      // It fails when it runs, in its turn.
      if (error instanceof RunError) return null;
      throw error;
    }
  }

  #lowerState(step: Step, operands: readonly Operand[]): boolean {
    const rule = state[step.op];
    if (rule === undefined || this.#left(step)) return false;
    const inputs = operands.flatMap((operand) => ('value' in operand ? [operand.value] : []));
    if (inputs.some((id) => this.#builder.values[id].shape === null)) return false;
    const targets = operands.flatMap((operand) => ('variable' in operand ? [operand.variable] : []));
    return rule({ builder: this.#builder, variables: this.#variables, step, targets, inputs });
  }

  /** To the reference kernels. */
  #leave(step: Step, operands: readonly Operand[], outputs: readonly OutputInfo[]): void {
    const changes = outputs.some(({ ref }) => ref);
    const targets = operands.flatMap((operand) => ('variable' in operand ? [operand.variable] : []));
    const inputs = operands.map((operand) => ('value' in operand ? operand.value : null));
    const written = changes ? [...new Set(targets)].map((name) => this.#variables.next(name)) : [];
    const ids = outputs.map(({ dtype, shape, ref }, i) =>
      ref
        ? written[0]
        : this.#builder.temporary(dtype, isFullyDefined(shape) ? shape : null, `${step.node}:${i}`),
    );
    this.#setOutputs(step, ids);
    this.#builder.kernels.push({ kind: 'op', nodes: [step.node], step, inputs, outputs: ids, written });
  }
}

/** Ops that hand their input on, whatever the graph says of its shape. */
const PASSES: ReadonlySet<OpType> = new Set<OpType>(['Identity', 'StopGradient', 'PlaceholderWithDefault']);

/** Ops whose outputs are no larger than their inputs, though the graph does not know how large. */
const GIVES_LESS: ReadonlySet<OpType> = new Set<OpType>(['BroadcastGradientArgs', 'ListDiff']);

/** Ops that look only at shapes. */
const SHAPE_OPS: Partial<Record<OpType, (shapes: readonly Dimensions[]) => readonly TensorValue[]>> = {
  Shape: ([shape]) => [ints(shape)],
  ShapeN: (shapes) => shapes.map((shape) => ints(shape)),
  Rank: ([shape]) => [int(shape.length)],
  Size: ([shape]) => [int(shape.reduce((count, d) => count * d, 1))],
};

const refInputs = (op: OpType): readonly boolean[] =>
  Object.values(OP_DEFS[op].inputs).map((arg) => parseArg(arg).ref);
