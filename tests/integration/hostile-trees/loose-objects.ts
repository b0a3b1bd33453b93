// Objects as git keeps them, written as bytes into a clone: no git would make most of these.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

export const FILE = '100644';
export const FOLDER = '40000';
export const LINK = '120000';
export const SUBMODULE = '160000';

export interface Entry {
  readonly name: string | Uint8Array;
  /** As it stands in the tree; a regular file unless given. */
  readonly mode?: string;
  readonly hash: string;
}

const byName = (a: Entry, b: Entry): number => {
  const key = ({ name, mode }: Entry) =>
    Buffer.concat([Buffer.from(name), Buffer.from(mode === FOLDER ? '/' : '')]);
  return Buffer.compare(key(a), key(b));
};

/** The object store of a clone. */
export class LooseObjects {
  readonly #folder: string;

  constructor(clone: string) {
    this.#folder = join(clone, '.git/objects');
  }

  /** @returns its hash */
  async write(type: string, content: Uint8Array): Promise<string> {
    const object = Buffer.concat([Buffer.from(`${type} ${content.byteLength}\0`), content]);
    const hash = createHash('sha1').update(object).digest('hex');
    const folder = join(this.#folder, hash.slice(0, 2));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, hash.slice(2)), deflateSync(object, { level: 1 }));
    return hash;
  }

  blob(content: string | Uint8Array): Promise<string> {
    return this.write('blob', Buffer.from(content));
  }

  /** In git's order. */
  tree(entries: readonly Entry[]): Promise<string> {
    return this.treeAsGiven(entries.toSorted(byName));
  }

  treeAsGiven(entries: readonly Entry[]): Promise<string> {
    return this.write(
      'tree',
      Buffer.concat(
        entries.flatMap(({ name, mode = FILE, hash }) => [
          Buffer.from(`${mode} `),
          Buffer.from(name),
          Buffer.from([0]),
          Buffer.from(hash, 'hex'),
        ]),
      ),
    );
  }

  commit(
    tree: string,
    { parent, author = 'Eve <eve@example.edu>' }: { readonly parent: string; readonly author?: string },
  ): Promise<string> {
    const time = '1763900000 +0000';
    const lines = [
      `tree ${tree}`,
      `parent ${parent}`,
      `author ${author} ${time}`,
      `committer ${author} ${time}`,
    ];
    return this.write('commit', Buffer.from(`${lines.join('\n')}\n\nwork\n`));
  }
}
