// Where the values of a program are during a run: on the device, on the host, or on both. Kernels of the device and
// those of the host ask for what they read and tell what they wrote; data moves only when the other side asks.
import { DTYPE, type TensorValue } from '@residual/graph';
import type { Feed } from '../backend.ts';
import type { Program, Value, ValueId } from '../compiler/program.ts';
import { rootOf } from '../compiler/traverse.ts';
import { allocate } from '../js/kernel.ts';
import { RunError } from '../run-error.ts';
import { OverBudget, type Address, type Block } from './device-memory.ts';
import type { Device } from './device.ts';
import type { SessionMemory } from './executable.ts';
import type { FeedCache } from './feed-cache.ts';
import { countOf } from '../js/kernel.ts';
import { bytesOf } from './staging.ts';
import type { DeviceVariables } from './variables.ts';

/** Feeds whose identity has changed so often are not kept from run to run: they are batches. */
const MOST_CHANGES = 3;

/** A feed as it was in the last run. */
interface FedSlot {
  readonly feed: Feed;
  readonly id: number | undefined;
  readonly version: number | undefined;
  readonly changes: number;
}

const NOTHING: Feed = { dtype: 'bool', shape: [0], data: new Uint8Array(0) };

export class Places {
  readonly #program: Program;
  readonly #device: Device;
  readonly #variables: DeviceVariables;
  readonly #feeds: FeedCache;
  /** Memory of the executable's own, by what lies in it: buffers of temporaries, constants, fed values. */
  readonly #blocks = new Map<string, Block>();
  readonly #fed: FedSlot[] = [];
  /** By root value: copies of this run (constants: of all). */
  readonly #onHost = new Map<ValueId, TensorValue>();
  readonly #onDevice = new Map<ValueId, Address>();

  constructor(program: Program, { device, variables, feeds }: SessionMemory) {
    this.#program = program;
    this.#device = device;
    this.#variables = variables;
    this.#feeds = feeds;
  }

  /** Forgets the last run's values. */
  begin(feeds: readonly Feed[]): void {
    for (const id of this.#onHost.keys()) if (!this.#isConstant(id)) this.#onHost.delete(id);
    for (const id of this.#onDevice.keys()) if (!this.#isConstant(id)) this.#onDevice.delete(id);
    this.#feeds.nextRun();
    feeds.forEach((feed, i) => {
      const last = this.#fed.at(i);
      const { id, version } = feed;
      const changed = last !== undefined && (last.id !== id || last.version !== version);
      this.#fed[i] = { feed, id, version, changes: (last?.changes ?? 0) + (changed ? 1 : 0) };
    });
  }

  /** The feeds of the run that is over belong to their owner. */
  end(): void {
    this.#fed.forEach((slot, i) => (this.#fed[i] = { ...slot, feed: NOTHING }));
  }

  value(id: ValueId): Value {
    return this.#program.values[id];
  }

  root(id: ValueId): ValueId {
    return rootOf(this.#program.values, id);
  }

  /** The value on the device, copied there if need be. */
  address(id: ValueId): Address {
    const root = this.root(id);
    const { origin } = this.value(root);
    if (origin.kind === 'variable') return this.#variables.address(origin.name);
    const known = this.#onDevice.get(root);
    if (known !== undefined) return known;
    const address =
      origin.kind === 'feed' ? this.#feedAddress(root, origin.index) : this.#upload(root, this.host(root));
    this.#onDevice.set(root, address);
    return address;
  }

  /** Where a kernel of the device is to put the value. */
  addressToWrite(id: ValueId): Address {
    const root = this.root(id);
    const { origin, dtype, shape } = this.value(root);
    if (origin.kind === 'variable')
      return this.#within(id, () => this.#variables.addressToWrite(origin.name, dtype, shape!));
    return this.#room(root);
  }

  wroteOnDevice(id: ValueId): void {
    const root = this.root(id);
    const { origin, dtype, shape } = this.value(root);
    if (origin.kind === 'variable') this.#variables.wroteOnDevice(origin.name, dtype, shape!);
    else {
      this.#onDevice.set(root, this.#room(root));
      this.#onHost.delete(root);
    }
  }

  /** The value on the host, waited for if need be. Not to be written to. */
  host(id: ValueId): TensorValue {
    const root = this.root(id);
    const value = this.#hostRoot(root);
    const { shape, dtype } = this.value(id);
    return id === root || shape === null ? value : { dtype, shape, data: value.data };
  }

  wroteOnHost(id: ValueId, value: TensorValue): void {
    const root = this.root(id);
    this.#onHost.set(root, value);
    this.#onDevice.delete(root);
  }

  /** Whether the value's latest state is on the device. */
  isOnDevice(id: ValueId): boolean {
    const root = this.root(id);
    const { origin, shape } = this.value(root);
    if (origin.kind === 'variable') return shape !== null;
    return this.#onDevice.has(root) && !this.#onHost.has(root);
  }

  /** Gives the memory back; it is taken again when needed. */
  free(): void {
    for (const block of this.#blocks.values()) this.#device.memory.free(block);
    this.#blocks.clear();
    this.#onDevice.clear();
  }

  #isConstant(id: ValueId): boolean {
    return this.value(id).origin.kind === 'constant';
  }

  #hostRoot(root: ValueId): TensorValue {
    const { origin, dtype, shape } = this.value(root);
    if (origin.kind === 'variable') return this.#variables.read(origin.name);
    if (origin.kind === 'feed') return this.#fed[origin.index].feed;
    if (origin.kind === 'constant') return { dtype, shape: shape!, data: origin.data };
    let value = this.#onHost.get(root);
    if (value === undefined) {
      const bytes = countOf(shape!) * DTYPE[dtype].bytes;
      const address = this.#onDevice.get(root);
      if (address === undefined) throw new TypeError(`Nothing has made '${this.value(root).name}' yet`);
      const data = bytes === 0 ? allocate(dtype, 0) : this.#device.staging.read(address, dtype, bytes);
      value = { dtype, shape: shape!, data };
      this.#onHost.set(root, value);
    }
    return value;
  }

  #feedAddress(root: ValueId, index: number): Address {
    const { feed, changes } = this.#fed[index];
    return this.#feeds.find(feed, changes <= MOST_CHANGES) ?? this.#upload(root, feed);
  }

  #upload(root: ValueId, { data }: TensorValue): Address {
    const address = this.#room(root);
    this.#device.staging.write(address, bytesOf(data));
    return address;
  }

  /** Memory for what is not a variable. */
  #room(root: ValueId): Address {
    const { dtype, shape } = this.value(root);
    const buffer = this.#program.buffers.get(root);
    const key = buffer === undefined ? `value ${root}` : `buffer ${buffer}`;
    let block = this.#blocks.get(key);
    if (block === undefined) {
      const bytes =
        buffer === undefined ? countOf(shape!) * DTYPE[dtype].bytes : this.#program.bufferBytes[buffer];
      block = this.#within(root, () => this.#device.memory.allocate(bytes));
      this.#blocks.set(key, block);
    }
    return block.address;
  }

  /** Too large for the budget is the program's own doing, in TensorFlow's words. */
  #within<T>(id: ValueId, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      const { dtype, shape, name } = this.value(id);
      const { cName } = DTYPE[dtype];
      throw new RunError(
        'ResourceExhaustedError',
        `OOM when allocating tensor with shape[${(shape ?? []).join(',')}] and type ${cName} on ` +
          `/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc`,
        name.replace(/:\d+$/, ''),
      );
    }
  }
}
