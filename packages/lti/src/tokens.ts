// Access tokens of a platform's services (LTI Security Framework 1.0, 4.1): asked for with an assertion that we sign,
// kept until they expire.
import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { jsonOf } from './json.ts';
import type { Fetch, ToolKey } from './keys.ts';
import { plain, ServiceError } from './service.ts';

export interface TokenSource {
  readonly clientId: string;
  readonly tokenUrl: string;
  /** Whom the assertion is addressed to; null: the address where it is sent. */
  readonly tokenAudience: string | null;
}

const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3_600),
  scope: z.string().optional(),
});

/** One that is about to expire may have expired when it arrives. */
const MARGIN_MS = 30_000;

/** Of one platform. */
export class AccessTokens {
  readonly #source: TokenSource;
  readonly #key: ToolKey;
  readonly #fetch: Fetch;
  readonly #known = new Map<string, { token: Promise<string>; until: number }>();

  constructor(source: TokenSource, options: { key: ToolKey; fetch: Fetch }) {
    this.#source = source;
    this.#key = options.key;
    this.#fetch = options.fetch;
  }

  /** @throws ServiceError if the platform does not grant the scope */
  get(scope: string): Promise<string> {
    const known = this.#known.get(scope);
    if (known && known.until > Date.now()) return known.token;
    const entry = { token: Promise.resolve(''), until: Date.now() + MARGIN_MS };
    entry.token = this.#ask(scope).then(
      ({ access_token: token, expires_in: seconds }) => {
        entry.until = Date.now() + seconds * 1000 - MARGIN_MS;
        return token;
      },
      (error: unknown) => {
        if (this.#known.get(scope) === entry) this.#known.delete(scope);
        throw error;
      },
    );
    this.#known.set(scope, entry);
    return entry.token;
  }

  forget(scope: string): void {
    this.#known.delete(scope);
  }

  async #ask(scope: string): Promise<z.infer<typeof answerSchema>> {
    const { tokenUrl } = this.#source;
    const response = await this.#fetch(tokenUrl, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await this.#assertion(),
        scope,
      }).toString(),
    });
    const body = await response.text();
    if (!response.ok) {
      // A platform that is down may be asked again; one that refuses would do so again.
      const status = response.status >= 500 || response.status === 429 ? null : 403;
      throw new ServiceError(status, `no access token: HTTP ${response.status} ${plain(body)}`);
    }
    const answer = answerSchema.safeParse(jsonOf(body));
    if (!answer.success) throw new ServiceError(response.status, 'no access token: the answer has none');
    const granted = answer.data.scope?.split(/\s+/);
    if (granted && granted.join('') !== '' && !granted.includes(scope))
      throw new ServiceError(403, `the platform does not grant ${scope}: allow it where the tool is set up`);
    return answer.data;
  }

  async #assertion(): Promise<string> {
    const { clientId, tokenUrl, tokenAudience } = this.#source;
    return new SignJWT()
      .setProtectedHeader({ alg: 'RS256', kid: this.#key.kid, typ: 'JWT' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenAudience ?? tokenUrl)
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .setJti(randomUUID())
      .sign(await importJWK(this.#key.privateJwk, 'RS256'));
  }
}
