// Our own key, and the keys of platforms.
import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  customFetch,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';

/** As fetch, within the bounds that the site sets: where it may lead, how long, how much. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'GET' | 'POST' | 'PUT';
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

export interface ToolKey {
  readonly kid: string;
  readonly privateJwk: JWK;
}

/** RS256, as every platform takes it. */
export async function generateToolKey(): Promise<ToolKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(privateJwk), privateJwk };
}

/** What platforms verify our signatures with. */
export const publicKeys = (keys: readonly ToolKey[]): JSONWebKeySet => ({
  keys: keys.map(({ kid, privateJwk: { kty, n, e } }) => ({ kty, n, e, kid, alg: 'RS256', use: 'sig' })),
});

const COOLDOWN_MS = 30_000;
const PATIENCE_MS = 10_000;

/** Fetched when they are first needed, and anew when a token names one that is not among them. */
export class PlatformKeys {
  readonly #fetch: Fetch;
  readonly #sets = new Map<string, JWTVerifyGetKey>();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  at(url: string): JWTVerifyGetKey {
    let set = this.#sets.get(url);
    if (!set) {
      set = createRemoteJWKSet(new URL(url), {
        cooldownDuration: COOLDOWN_MS,
        timeoutDuration: PATIENCE_MS,
        [customFetch]: (address, { headers, method, signal }) =>
          this.#fetch(address, { method, signal, headers: Object.fromEntries(headers) }),
      });
      this.#sets.set(url, set);
    }
    return set;
  }
}
