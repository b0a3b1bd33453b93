// Runs of one form: the same things fetched, the same tensors fed. A loop's runs are recognized by what they are given,
// object by object, so that nothing but the values fed has to be looked at.
import { FeedSlot, type FeedKey, type Feeds, type FeedValue } from './feeds.ts';
import { isDictionary, type FetchPlan, type Fetches } from './fetches.ts';
import type { Tensor } from './graph.ts';
import type { Feed } from './session-target.ts';

export interface FormParts {
  readonly plan: number;
  readonly fetches: Fetches;
  readonly fetchPlan: FetchPlan;
  readonly keys: readonly FeedKey[];
  readonly fed: readonly Tensor[];
}

export class RunForm {
  readonly plan: number;
  readonly tensors: readonly Tensor[];
  /** What the next run is fed with. */
  readonly feeds: Feed[];
  readonly rebuild: FetchPlan['rebuild'];
  readonly #fetches: Fetches;
  readonly #keys: readonly FeedKey[];
  readonly #slots: readonly FeedSlot[];

  constructor({ plan, fetches, fetchPlan, keys, fed }: FormParts) {
    this.plan = plan;
    this.tensors = fetchPlan.tensors;
    this.rebuild = fetchPlan.rebuild;
    this.#fetches = structureOf(fetches);
    this.#keys = keys;
    this.#slots = fed.map((tensor) => new FeedSlot(tensor));
    this.feeds = new Array<Feed>(fed.length);
  }

  fits(fetches: Fetches, feeds: Feeds | null | undefined): boolean {
    return sameFetches(this.#fetches, fetches) && this.#fedBy(feeds);
  }

  #fedBy(feeds: Feeds | null | undefined): boolean {
    const keys = this.#keys;
    if (feeds === undefined || feeds === null) return keys.length === 0;
    if (Array.isArray(feeds)) {
      const pairs = feeds as readonly (readonly [FeedKey, FeedValue])[];
      if (pairs.length !== keys.length) return false;
      for (let i = 0; i < keys.length; i++) {
        const pair: unknown = pairs[i];
        if (!Array.isArray(pair) || pair.length !== 2 || pair[0] !== keys[i]) return false;
      }
      return true;
    }
    if (!(feeds instanceof Map) || feeds.size !== keys.length) return false;
    let i = 0;
    for (const key of (feeds as ReadonlyMap<FeedKey, FeedValue>).keys()) if (key !== keys[i++]) return false;
    return true;
  }

  /** Makes `this.feeds` of feeds that fit. @throws GraphTypeError or ValueError for values that do not */
  take(feeds: Feeds | null | undefined): void {
    if (feeds === undefined || feeds === null) return;
    let i = 0;
    for (const [, value] of feeds) {
      this.feeds[i] = this.#slots[i].take(value);
      i++;
    }
  }
}

/** A copy, since a program may change its list between two runs. */
function structureOf(fetches: Fetches): Fetches {
  if (Array.isArray(fetches)) return fetches.map((part: Fetches) => structureOf(part));
  if (!isDictionary(fetches)) return fetches;
  return Object.fromEntries(Object.entries(fetches).map(([name, part]) => [name, structureOf(part)]));
}

function sameFetches(known: Fetches, given: Fetches): boolean {
  if (known === given) return true;
  if (Array.isArray(known)) {
    if (!Array.isArray(given) || given.length !== known.length) return false;
    for (let i = 0; i < known.length; i++)
      if (!sameFetches(known[i] as Fetches, given[i] as Fetches)) return false;
    return true;
  }
  if (Array.isArray(given) || !isDictionary(known) || !isDictionary(given)) return false;
  const names = Object.keys(given);
  return (
    names.length === Object.keys(known).length &&
    names.every((name) => Object.hasOwn(known, name) && sameFetches(known[name], given[name]))
  );
}
