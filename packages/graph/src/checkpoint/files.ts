// Where a program's files lie. The isolate has no disk: there, and unless told otherwise, they lie in memory.

export interface FileStore {
  /** Null if there is no such file. */
  read(path: string): Uint8Array | null;
  write(path: string, bytes: Uint8Array): void;
  /** Removing what is not there is harmless. */
  remove(path: string): void;
}

export class MemoryFiles implements FileStore {
  readonly #files = new Map<string, Uint8Array>();

  read(path: string): Uint8Array | null {
    return this.#files.get(normalized(path)) ?? null;
  }

  write(path: string, bytes: Uint8Array): void {
    this.#files.set(normalized(path), bytes);
  }

  remove(path: string): void {
    this.#files.delete(normalized(path));
  }
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
