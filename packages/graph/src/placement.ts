// Whether the devices that operations ask for are there.
import { parseDevice, type DeviceSpec } from './devices.ts';
import { opErrorOf, type FailedNode } from './errors.ts';
import type { Operation } from './graph.ts';
import { nodeText } from './node-text.ts';

export const CPU_DEVICE = '/job:localhost/replica:0/task:0/cpu:0';

const KEYS = ['job', 'replica', 'task', 'type', 'index'] as const satisfies (keyof DeviceSpec)[];

/** Whether the device `there` is one that `asked` may mean. */
export const allowsDevice = (asked: DeviceSpec, there: DeviceSpec): boolean =>
  KEYS.every((key) => asked[key] === undefined || asked[key] === there[key]);

/** @throws OpError (InvalidArgumentError) for an operation whose device is not among `devices` */
export function requireDevices(
  ops: readonly Operation[],
  devices: readonly string[],
  describe: (op: Operation, text: string) => FailedNode,
): void {
  const there = devices.map(parseDevice);
  for (const op of ops) {
    if (op.device === '') continue;
    const asked = parseDevice(op.device);
    if (there.some((device) => allowsDevice(asked, device))) continue;
    throw opErrorOf(
      {
        kind: 'InvalidArgumentError',
        message:
          `Cannot assign a device for operation '${op.name}': Operation was explicitly assigned to ` +
          `${op.device} but available devices are [ ${devices.join(', ')} ]. ` +
          'Make sure the device specification refers to a valid device.',
        op: op.name,
      },
      describe(op, nodeText(op.toNodeDef(), op.device)),
    );
  }
}
