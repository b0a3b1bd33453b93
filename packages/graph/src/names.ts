// Names of nodes: scopes that prefix them and numbers that keep them apart, as TensorFlow 1.4 gave them.
import type { Entered } from './entered.ts';
import { ValueError } from './errors.ts';

const VALID_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/;
/** Within a scope a part may also start with `_`, `-`, `\` or `/`. */
const VALID_SCOPE = /^[A-Za-z0-9_.\\/>-]*$/;

/** TensorFlow has no such bound; whoever receives a graph has. */
const LONGEST_NAME = 1024;

export class Names {
  readonly #inUse = new Map<string, number>();
  #scope = '';

  /** The current scope without a final '/'; '' at the root. */
  get scope(): string {
    return this.#scope;
  }

  /**
   * `name` within the current scope, made unique by `_1`, `_2`, …. Upper and lower case are different names, as
   * in the lecture's TensorFlow (from 1.8 on they clash).
   * @param mark whether the name counts as taken from now on
   */
  unique(name: string, mark = true): string {
    const wanted = this.#scope === '' ? name : `${this.#scope}/${name}`;
    let i = this.#inUse.get(wanted) ?? 0;
    if (mark) this.#inUse.set(wanted, i + 1);
    if (i === 0) return wanted;
    let unique = wanted;
    while (this.#inUse.has(unique)) unique = `${wanted}_${i++}`;
    if (mark) this.#inUse.set(unique, 1);
    return unique;
  }

  /** The full name of a new node. One that ends in '/' is a scope's and is taken as it is. @throws ValueError */
  ofNode(name: string): string {
    const full = name.endsWith('/') ? name.slice(0, -1) : this.unique(name);
    if (full.length > LONGEST_NAME)
      throw new ValueError(
        `'${full.slice(0, 40)}…' is not a valid node name: it has ${full.length} characters, at most ${LONGEST_NAME} fit`,
      );
    if (!VALID_NAME.test(full)) throw new ValueError(`'${full}' is not a valid node name`);
    return full;
  }

  /** Opens the scope `name`; '…/' re-enters one as it is, null or '' is the root. @throws ValueError */
  enter(name: string | null): Entered<string> {
    if (name && !(this.#scope === '' ? VALID_NAME : VALID_SCOPE).test(name))
      throw new ValueError(`'${name}' is not a valid scope name`);
    const outer = this.#scope;
    if (!name) this.#scope = '';
    else this.#scope = name.endsWith('/') ? name.slice(0, -1) : this.unique(name);
    const leave = (): void => {
      this.#scope = outer;
    };
    return { scope: this.#scope === '' ? '' : `${this.#scope}/`, leave };
  }
}
