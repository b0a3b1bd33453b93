// What has to run before what, and kernels joined into one where that leaves an order.
import type { Kernel, Program, ValueId } from './program.ts';
import { inputsOf, isOrdered, outputsOf, rootOf } from './traverse.ts';

/** For each kernel, those that must have run before it. */
function dependencies({ values, kernels }: Program): Map<Kernel, Set<Kernel>> {
  const before = new Map(kernels.map((kernel) => [kernel, new Set<Kernel>()]));
  const producers = new Map<ValueId, Kernel>();
  /** Who reads the present version of each variable, and who wrote it. */
  const readers = new Map<string, Kernel[]>();
  let lastOrdered: Kernel | null = null;
  for (const kernel of kernels) {
    const own = before.get(kernel)!;
    for (const input of inputsOf(kernel)) {
      const root = rootOf(values, input);
      const producer = producers.get(root);
      if (producer !== undefined) own.add(producer);
      const { origin } = values[root];
      if (origin.kind === 'variable') readers.set(origin.name, [...(readers.get(origin.name) ?? []), kernel]);
    }
    for (const output of outputsOf(kernel)) {
      producers.set(output, kernel);
      const { origin } = values[output];
      if (origin.kind !== 'variable') continue;
      for (const reader of readers.get(origin.name) ?? []) if (reader !== kernel) own.add(reader);
      readers.delete(origin.name);
    }
    if (isOrdered(kernel, values)) {
      if (lastOrdered !== null) own.add(lastOrdered);
      lastOrdered = kernel;
    }
  }
  return before;
}

/**
 * The program with `joined` in place of the kernels of `group`.
 * @returns null if something outside has to run between two of them
 */
export function join(program: Program, group: ReadonlySet<Kernel>, joined: Kernel): Program | null {
  const before = dependencies(program);
  const nodeOf = (kernel: Kernel): Kernel => (group.has(kernel) ? joined : kernel);
  const places = new Map(program.kernels.map((kernel, place) => [nodeOf(kernel), place]));
  const missing = new Map<Kernel, Set<Kernel>>([...places.keys()].map((kernel) => [kernel, new Set()]));
  const followers = new Map<Kernel, Kernel[]>();
  for (const [kernel, needed] of before)
    for (const other of needed) {
      const [from, to] = [nodeOf(other), nodeOf(kernel)];
      if (from === to || missing.get(to)!.has(from)) continue;
      missing.get(to)!.add(from);
      const list = followers.get(from);
      if (list === undefined) followers.set(from, [to]);
      else list.push(to);
    }
  const ordered: Kernel[] = [];
  const ready = [...places.keys()].filter((kernel) => missing.get(kernel)!.size === 0);
  while (ready.length > 0) {
    // Of what can run, what stood first.
    let first = 0;
    for (let i = 1; i < ready.length; i++) if (places.get(ready[i])! < places.get(ready[first])!) first = i;
    const [kernel] = ready.splice(first, 1);
    ordered.push(kernel);
    for (const follower of followers.get(kernel) ?? []) {
      const left = missing.get(follower)!;
      left.delete(kernel);
      if (left.size === 0) ready.push(follower);
    }
  }
  return ordered.length === places.size ? { ...program, kernels: ordered } : null;
}

/** Whether a variable that `kernel` reads is written to between its place and place `end`. */
export function isOverwritten(
  { values, kernels }: Program,
  kernel: Kernel,
  start: number,
  end: number,
): boolean {
  const names = new Set(
    inputsOf(kernel).flatMap((input) => {
      const { origin } = values[rootOf(values, input)];
      return origin.kind === 'variable' ? [origin.name] : [];
    }),
  );
  if (names.size === 0) return false;
  for (let place = start + 1; place < end; place++)
    for (const output of outputsOf(kernels[place])) {
      const { origin } = values[output];
      if (origin.kind === 'variable' && names.has(origin.name)) return true;
    }
  return false;
}
