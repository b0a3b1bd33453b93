// Where a program's files lie. The isolate has no disk: there, and unless told otherwise, they lie in memory.

export interface FileStore {
  /** Null if there is no such file. */
  read(path: string): Uint8Array | null;
  write(path: string, bytes: Uint8Array): void;
  /** Adds to the end of a file, which need not be there yet. */
  append(path: string, bytes: Uint8Array): void;
  /** Removing what is not there is harmless. */
  remove(path: string): void;
  /** Paths of all files, sorted. */
  list(): string[];
}

export class MemoryFiles implements FileStore {
  /** Parts of each file; they are put together when it is read. */
  readonly #files = new Map<string, Uint8Array[]>();

  read(path: string): Uint8Array | null {
    const parts = this.#files.get(normalized(path));
    if (parts === undefined) return null;
    if (parts.length !== 1) parts.splice(0, parts.length, joined(parts));
    return parts[0];
  }

  write(path: string, bytes: Uint8Array): void {
    this.#files.set(normalized(path), [bytes]);
  }

  append(path: string, bytes: Uint8Array): void {
    const parts = this.#files.get(normalized(path));
    if (parts === undefined) this.write(path, bytes);
    else parts.push(bytes);
  }

  remove(path: string): void {
    this.#files.delete(normalized(path));
  }

  list(): string[] {
    return [...this.#files.keys()].toSorted();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of parts) {
    all.set(part, length);
    length += part.length;
  }
  return all;
}

/** Without `.`, `..` and doubled slashes. */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

/** The folder that a path lies in, as Python's os.path.dirname has it: '' for none. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

export const inFolder = (folder: string, name: string): string =>
  folder === '' || name.startsWith('/') ? name : `${folder}/${name}`;
