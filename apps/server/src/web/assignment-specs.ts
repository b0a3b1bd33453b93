// What an assignment asks, by version. A version never changes, so it is read once.
import { AssignmentError, unpackBundle } from '@residual/assignments';
import type { AssignmentSpec } from '@residual/contracts';
import { getAssignmentBundle } from '@residual/store';
import type { ServerContext } from '../context.ts';

export class AssignmentSpecs {
  readonly #context: ServerContext;
  readonly #specs = new Map<string, AssignmentSpec>();

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** A version that cannot be read is missing in the answer: pages do without, and the log says why. */
  async byVersion(versions: readonly string[]): Promise<ReadonlyMap<string, AssignmentSpec>> {
    await Promise.all(
      versions.filter((version) => !this.#specs.has(version)).map((version) => this.#load(version)),
    );
    return this.#specs;
  }

  async #load(version: string): Promise<void> {
    const bundle = await getAssignmentBundle(this.#context.store, version);
    try {
      this.#specs.set(version, unpackBundle(bundle).spec);
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      this.#context.log.error({ err: error, version }, 'an assignment version cannot be read');
    }
  }
}
