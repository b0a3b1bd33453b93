// Whether the devices that operations ask for are there, and have kernels for them.
import { parseDevice, type DeviceSpec } from './devices.ts';
import { opErrorOf, type FailedNode } from './errors.ts';
import type { Operation } from './graph.ts';
import type { Attr } from './graphdef.ts';
import { nodeText } from './node-text.ts';

export const CPU_DEVICE = '/job:localhost/replica:0/task:0/cpu:0';

const KEYS = ['job', 'replica', 'task', 'type', 'index'] as const satisfies (keyof DeviceSpec)[];

/** Whether the device `there` is one that `asked` may mean. */
export const allowsDevice = (asked: DeviceSpec, there: DeviceSpec): boolean =>
  KEYS.every((key) => asked[key] === undefined || asked[key] === there[key]);

/** Ops that TensorFlow has GPU kernels of for floats only, and the attribute with their dtype. */
const FLOATS_ON_GPU: ReadonlyMap<string, string> = new Map([
  ['VariableV2', 'dtype'],
  ['Assign', 'T'],
  ['AssignAdd', 'T'],
  ['AssignSub', 'T'],
]);

/**
 * Whether TensorFlow has no kernel of an op for GPUs. Where it has one and ours does not, the op runs on the CPU without
 * a word, since the program is right.
 */
export function lacksGpuKernel(op: string, attrs: Readonly<Record<string, Attr>>): boolean {
  const name = FLOATS_ON_GPU.get(op);
  if (name === undefined) return false;
  const attr = attrs[name];
  return attr !== undefined && 'type' in attr && attr.type !== 'float32' && attr.type !== 'float64';
}

/** @throws OpError (InvalidArgumentError) for an operation whose device is not among `devices`, or has no kernel for it */
export function requireDevices(
  ops: readonly Operation[],
  devices: readonly string[],
  describe: (op: Operation, text: string) => FailedNode,
): void {
  const there = devices.map(parseDevice);
  for (const op of ops) {
    if (op.device === '') continue;
    const asked = parseDevice(op.device);
    const allowed = there.filter((device) => allowsDevice(asked, device));
    if (allowed.some(({ type }) => type !== 'GPU' || !lacksGpuKernel(op.type, op.attrs))) continue;
    const why =
      allowed.length === 0
        ? `Operation was explicitly assigned to ${op.device} but available devices are ` +
          `[ ${devices.join(', ')} ]. Make sure the device specification refers to a valid device.`
        : `Could not satisfy explicit device specification '${op.device}' because no supported kernel for ` +
          `${asked.type} devices is available.`;
    throw opErrorOf(
      {
        kind: 'InvalidArgumentError',
        message: `Cannot assign a device for operation '${op.name}': ${why}`,
        op: op.name,
      },
      describe(op, nodeText(op.toNodeDef(), op.device)),
    );
  }
}
