// An op that the reference kernels do on the host, its inputs brought there and its outputs left there until the
// device asks for them.
import { OP_DEFS, parseArg, type TensorValue } from '@residual/graph';
import type { OpKernel } from '../compiler/program.ts';
import { blame } from '../js/interpreter.ts';
import { JS_KERNELS } from '../js/kernels.ts';
import type { Places } from './places.ts';
import type { HostStep } from './step.ts';
import type { DeviceVariables } from './variables.ts';

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

export function hostStep(kernel: OpKernel, places: Places, variables: DeviceVariables): HostStep {
  const { step, inputs, outputs } = kernel;
  const names = Object.values(OP_DEFS[step.op].inputs).map((arg) => parseArg(arg).ref);
  const targets = step.inputs.map((source) => ('variable' in source ? source.variable : undefined));
  return {
    kind: 'host',
    run({ random }) {
      const values = blame(step.node, () =>
        JS_KERNELS[step.op](
          inputs.map((input, i) => (input === null || names[i] ? NOTHING : places.host(input))),
          { node: step.node, attrs: step.attrs, context: { variables, random }, variables: targets },
        ),
      );
      values.forEach((value, i) => {
        // A variable that is handed on is where it was.
        if (places.value(outputs[i]).origin.kind !== 'variable') places.wroteOnHost(outputs[i], value);
      });
    },
  };
}
