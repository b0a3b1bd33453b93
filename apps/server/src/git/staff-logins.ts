// Staff read their students' repositories with e-mail and password, as they log in to the pages.
import { createHash } from 'node:crypto';
import {
  findRepositoryForStaff,
  findUserByPassword,
  type RepositoryAccess,
  type Store,
} from '@residual/store';
import type { Credentials } from './credentials.ts';

const FAILURES = 10;
const MEMORY_MILLISECONDS = 5 * 60_000;

/** A password costs a tenth of a second to check, and one fetch asks three times. */
export class StaffLogins {
  readonly #store: Store;
  /** By hash of the credentials. */
  readonly #known = new Map<string, { readonly userId: string; readonly until: number }>();
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns null if the password is wrong, `none` if there is nothing there for this account */
  async find(
    { user, password }: Credentials,
    path: string,
  ): Promise<(RepositoryAccess & { readonly isStaff: true }) | 'none' | 'limited' | null> {
    const now = performance.now();
    const key = createHash('sha256').update(`${user}\0${password}`).digest('base64');
    let userId = this.#known.get(key)?.userId;
    if (userId === undefined || this.#known.get(key)!.until < now) {
      const failures = this.#failures.get(user);
      if (failures && failures.until > now && failures.count >= FAILURES) return 'limited';
      userId = (await findUserByPassword(this.#store, user, password))?.id;
      if (userId === undefined) {
        const count = failures && failures.until > now ? failures.count + 1 : 1;
        this.#remember(this.#failures, user, { count, until: now + MEMORY_MILLISECONDS });
        return null;
      }
      this.#remember(this.#known, key, { userId, until: now + MEMORY_MILLISECONDS });
    }
    const access = await findRepositoryForStaff(this.#store, { userId, path });
    return access ? { ...access, isStaff: true } : 'none';
  }

  #remember<T>(map: Map<string, T>, key: string, value: T): void {
    if (map.size > 1_000) map.clear();
    map.set(key, value);
  }
}
