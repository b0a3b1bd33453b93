// Into a variable's memory.
import { DTYPE } from '@residual/graph';
import type { AssignKernel, Program } from '../compiler/program.ts';
import type { Device } from './device.ts';
import { countOf } from '../js/kernel.ts';
import type { DeviceStep } from './step.ts';

export function assignStep(
  { input, output, nodes }: AssignKernel,
  { values }: Program,
  device: Device,
): DeviceStep {
  const { dtype, shape } = values[output];
  if (shape === null) throw new TypeError(`The shape of '${values[output].name}' is not known`);
  const bytes = countOf(shape) * DTYPE[dtype].bytes;
  let from = 0;
  let to = 0;
  return {
    kind: 'device',
    nodes,
    reads: [input],
    writes: [output],
    isReplayable: true,
    bind(address) {
      from = address(input);
      to = address(output);
    },
    enqueue() {
      if (bytes > 0 && from !== to) device.api.driver.cuMemcpyDtoDAsync_v2(to, from, bytes, device.stream);
    },
    free() {},
  };
}
