// The login of an institution (OpenID Connect): authorization code flow with PKCE, state and nonce. What has to survive
// the way there and back lies in a cookie of the browser that went, so that nobody else's answer is taken.
import { Router, type CookieOptions, type Request } from 'express';
import { findOrLinkUser, type IdentityClaims } from '@residual/store';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import type { OidcConfiguration } from '../../configuration.ts';
import type { ServerContext } from '../../context.ts';
import { HttpError } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { localPath } from '../local-path.ts';
import { logIn } from '../viewer.ts';
import { words } from './words.ts';

const LIFETIME_MS = 10 * 60_000;
const CALLBACK = '/login/institution/callback';

const journeySchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

const claimsSchema = z.object({
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});

/** Without a configuration there is no such login, and no such pages. */
export function institutionRoutes(context: ServerContext): Router {
  const router = Router();
  const { oidc, publicUrl } = context.configuration;
  if (!oidc) return router;
  const isSecure = publicUrl.startsWith('https:');
  const cookieName = isSecure ? '__Host-residual-login' : 'residual-login';
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure };
  const issuer = new Issuer(oidc);

  router.get('/login/institution', async (request, response) => {
    const journey = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      next: localPath(request.query.next),
    };
    const say = words[languageOf(response)];
    const client = await issuer.client().catch((error: unknown) => {
      context.log.error({ err: error, issuer: oidc.issuer }, 'the institution’s login cannot be reached');
      throw new HttpError(502, say.institutionAway(oidc.name));
    });
    response.cookie(cookieName, JSON.stringify(journey), { ...cookie, maxAge: LIFETIME_MS });
    const url = buildAuthorizationUrl(client, {
      redirect_uri: `${publicUrl}${CALLBACK}`,
      scope: 'openid email',
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    response.redirect(303, url.href);
  });

  router.get(CALLBACK, async (request, response) => {
    const say = words[languageOf(response)];
    const journey = readJourney(request, cookieName);
    response.clearCookie(cookieName, cookie);
    if (!journey) throw new HttpError(400, say.institutionTooLate);
    const claims = await askIssuer(issuer, journey, new URL(request.originalUrl, publicUrl)).catch(
      (error: unknown) => {
        context.log.warn({ err: error, issuer: oidc.issuer }, 'a login at the institution failed');
        throw new HttpError(401, say.institutionRefused(oidc.name));
      },
    );
    const user = await findOrLinkUser(context.store, { ...claims, issuer: oidc.issuer });
    if (!user) throw new HttpError(403, say.institutionUnknown(oidc.name));
    await logIn(context, request, response, user.id);
    response.redirect(303, localPath(journey.next));
  });

  return router;
}

type Journey = z.infer<typeof journeySchema>;

function readJourney(request: Request, name: string): Journey | null {
  const prefix = `${name}=`;
  const part = (request.get('cookie') ?? '').split(/;\s*/).find((each) => each.startsWith(prefix));
  if (!part) return null;
  try {
    return journeySchema.parse(JSON.parse(decodeURIComponent(part.slice(prefix.length))));
  } catch {
    // Not of our making: as good as none.
    return null;
  }
}

/** @throws if the answer is not for this journey, not the issuer's, or refuses */
async function askIssuer(
  issuer: Issuer,
  { state, nonce, verifier }: Journey,
  answer: URL,
): Promise<Pick<IdentityClaims, 'subject' | 'verifiedEmail'>> {
  const client = await issuer.client();
  const tokens = await authorizationCodeGrant(client, answer, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const identity = tokens.claims()!;
  let { email, email_verified: isVerified } = claimsSchema.parse(identity);
  // Many issuers tell the address only when they are asked for it.
  if (email === undefined || isVerified === undefined) {
    const said = claimsSchema.parse(await fetchUserInfo(client, tokens.access_token, identity.sub));
    ({ email, email_verified: isVerified } = said);
  }
  return { subject: identity.sub, verifiedEmail: isVerified === true && email !== undefined ? email : null };
}

/** Found out about when it is first needed, and again after a failure. */
class Issuer {
  readonly #oidc: OidcConfiguration;
  #client: Promise<Configuration> | null = null;

  constructor(oidc: OidcConfiguration) {
    this.#oidc = oidc;
  }

  client(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#oidc;
    const url = new URL(issuer);
    this.#client ??= discovery(url, clientId, clientSecret, undefined, {
      // Only this machine's: the configuration refuses others.
      ...(url.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
      timeout: 10,
    }).catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }
}
