/** Keeps at most so many things; the one that was used least recently goes. */
export class RecentlyUsed<T> {
  readonly #items = new Set<T>();
  readonly #most: number;
  readonly #evict: (item: T) => void;
  #newest: T | undefined;

  constructor(most: number, evict: (item: T) => void) {
    this.#most = most;
    this.#evict = evict;
  }

  /** Marks it as used now; adds it if it is new. */
  use(item: T): void {
    if (item === this.#newest) return;
    this.#newest = item;
    this.#items.delete(item);
    this.#items.add(item);
    if (this.#items.size <= this.#most) return;
    const [oldest] = this.#items;
    this.#items.delete(oldest);
    this.#evict(oldest);
  }

  /** Forgets it without evicting it. */
  delete(item: T): void {
    this.#items.delete(item);
    if (item === this.#newest) this.#newest = undefined;
  }
}
