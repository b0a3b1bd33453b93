// Named lists of whatever belongs together in a graph, such as its variables.

/** The names that TensorFlow's library uses. */
export const GRAPH_KEYS = {
  GLOBAL_VARIABLES: 'variables',
  LOCAL_VARIABLES: 'local_variables',
  MODEL_VARIABLES: 'model_variables',
  TRAINABLE_VARIABLES: 'trainable_variables',
  MOVING_AVERAGE_VARIABLES: 'moving_average_variables',
  REGULARIZATION_LOSSES: 'regularization_losses',
  LOSSES: 'losses',
  WEIGHTS: 'weights',
  BIASES: 'biases',
  ACTIVATIONS: 'activations',
  UPDATE_OPS: 'update_ops',
  SUMMARIES: 'summaries',
  GLOBAL_STEP: 'global_step',
  INIT_OP: 'init_op',
  TRAIN_OP: 'train_op',
} as const;

export class Collections {
  readonly #lists = new Map<string, unknown[]>();

  add(name: string, value: unknown): void {
    this.ref(name).push(value);
  }

  /** The list itself, made if there is none: changing it changes the collection. */
  ref(name: string): unknown[] {
    let list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, (list = []));
    return list;
  }

  /** A copy; with `scope`, of the items whose name matches it from its start. */
  get(name: string, scope: string | null): unknown[] {
    const list = this.#lists.get(name) ?? [];
    if (scope === null) return [...list];
    const pattern = new RegExp(`^(?:${scope})`);
    return list.filter((item) => {
      const itemName = (item as { name?: unknown } | null)?.name;
      return typeof itemName === 'string' && pattern.test(itemName);
    });
  }

  keys(): string[] {
    return [...this.#lists.keys()];
  }

  clear(name: string): void {
    this.#lists.delete(name);
  }
}
