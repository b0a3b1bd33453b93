// Device names: `/gpu:0`, `/job:worker/task:1/cpu:0`. Read, merged and written as TensorFlow 1.4 does.
import { ValueError } from './errors.ts';

/** What a device name says; what it leaves open is absent. */
export interface DeviceSpec {
  readonly job?: string;
  readonly replica?: number;
  readonly task?: number;
  /** `CPU`, `GPU`. */
  readonly type?: string;
  readonly index?: number;
}

const integer = (text: string): number => {
  if (!/^[+-]?\d+$/.test(text)) throw new ValueError(`invalid literal for int() with base 10: '${text}'`);
  return Number(text);
};

/** @throws ValueError for parts that are not known or a second device type */
export function parseDevice(spec: string): DeviceSpec {
  let job: string | undefined;
  let replica: number | undefined;
  let task: number | undefined;
  let type: string | undefined;
  let index: number | undefined;
  for (const part of spec.split('/')) {
    const words = part.split(':');
    const [key, value] = words;
    const short = words.length <= 2 && /^[cg]pu$/i.test(key);
    if (words.length === 2 && key === 'job') job = value;
    else if (words.length === 2 && key === 'replica') replica = integer(value);
    else if (words.length === 2 && key === 'task') task = integer(value);
    else if (short || (words.length === 3 && key === 'device')) {
      if (type !== undefined) throw new ValueError(`Cannot specify multiple device types: ${spec}`);
      type = short ? key.toUpperCase() : value;
      const number = words.at(-1)!;
      if (words.length > 1 && number !== '*') index = integer(number);
    } else if (key !== '') throw new ValueError(`Unknown attribute: '${key}' in '${spec}'`);
  }
  return { job, replica, task, type, index };
}

/** `inner` where it says something, else `outer`. */
export const mergeDevices = (outer: DeviceSpec, inner: DeviceSpec): DeviceSpec => ({
  job: inner.job ?? outer.job,
  replica: inner.replica ?? outer.replica,
  task: inner.task ?? outer.task,
  type: inner.type ?? outer.type,
  index: inner.index ?? outer.index,
});

/** `/job:worker/device:GPU:0`, as NodeDefs hold it. */
export function formatDevice({ job, replica, task, type, index }: DeviceSpec): string {
  const parts: [string, string | number | undefined][] = [
    ['job', job],
    ['replica', replica],
    ['task', task],
    ['device', type === undefined ? undefined : `${type}:${index ?? '*'}`],
  ];
  return parts.map(([key, value]) => (value === undefined ? '' : `/${key}:${value}`)).join('');
}
