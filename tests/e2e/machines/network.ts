// A network of machines on this one: each has a network namespace of its own, with an address, and a cable to a switch
// in the first one's. Nothing goes from one to another but over the cables, which can be cut and mended.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export interface Network {
  addressOf(machine: string): string;
  /** What to put before a command so that it runs on that machine. */
  on(machine: string): readonly string[];
  cut(machine: string): void;
  mend(machine: string): void;
  remove(): void;
}

function ip(...words: string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** Why there can be none here; null if there can. */
export function whyNoNetwork(): string | null {
  const name = `residual-${randomBytes(3).toString('hex')}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'exec', name, 'true');
    ip('link', 'add', `${name.slice(-6)}x`, 'type', 'veth', 'peer', 'name', `${name.slice(-6)}y`);
    ip('link', 'del', `${name.slice(-6)}x`);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    spawnSync('ip', ['netns', 'del', name]);
  }
}

/** @param machines the first one holds the switch */
export function createNetwork(machines: readonly string[]): Network {
  const id = randomBytes(2).toString('hex');
  const space = (machine: string): string => `residual-${id}-${machine}`;
  const [hub, ...others] = machines;
  const inHub = (...words: string[]): void => ip('-n', space(hub), ...words);
  const address = (machine: string): string => `10.77.0.${machines.indexOf(machine) + 1}`;
  const plug = (machine: string): string => `to-${machine}`;
  const remove = (): void => {
    for (const machine of machines) spawnSync('ip', ['netns', 'del', space(machine)]);
  };
  try {
    for (const machine of machines) {
      ip('netns', 'add', space(machine));
      ip('-n', space(machine), 'link', 'set', 'lo', 'up');
    }
    inHub('link', 'add', 'switch', 'type', 'bridge');
    inHub('link', 'set', 'switch', 'up');
    inHub('addr', 'add', `${address(hub)}/24`, 'dev', 'switch');
    for (const machine of others) {
      inHub('link', 'add', plug(machine), 'type', 'veth', 'peer', 'name', 'cable', 'netns', space(machine));
      inHub('link', 'set', plug(machine), 'master', 'switch');
      inHub('link', 'set', plug(machine), 'up');
      ip('-n', space(machine), 'addr', 'add', `${address(machine)}/24`, 'dev', 'cable');
      ip('-n', space(machine), 'link', 'set', 'cable', 'up');
    }
  } catch (error) {
    remove();
    throw error;
  }
  return {
    addressOf: address,
    on: (machine) => ['ip', 'netns', 'exec', space(machine)],
    cut: (machine) => inHub('link', 'set', plug(machine), 'down'),
    mend: (machine) => inHub('link', 'set', plug(machine), 'up'),
    remove,
  };
}
