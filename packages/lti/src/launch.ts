// The token of a launch: signed by the platform, for us, now, and for the login that we began (LTI Security Framework
// 1.0, 5.1.3).
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { claimsOf, messageSchema, RESOURCE_LINK_REQUEST, toLaunch, type Launch } from './claims.ts';
import { roleOf } from './roles.ts';

/** A launch that is refused: the message says why, to those who run the platform. */
export class LaunchError extends Error {
  override name = 'LaunchError';
}

export interface Platform {
  readonly issuer: string;
  /** What the platform calls us. */
  readonly clientId: string;
}

export interface Expected {
  readonly platform: Platform;
  readonly keys: JWTVerifyGetKey;
  readonly nonce: string;
  /** Empty: any. */
  readonly deployments: readonly string[];
  /** Addresses of ours begin with it. */
  readonly publicUrl: string;
  readonly now: Date;
}

/** Asymmetric ones only: with a shared secret whoever can verify could sign as well. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'];

/** Clocks differ. */
const TOLERANCE_SECONDS = 60;
const OLDEST_SECONDS = 600;

/** @throws LaunchError, or what the keys could not be fetched for */
export async function verifyLaunch(idToken: string, expected: Expected): Promise<Launch> {
  const { platform, keys, nonce, deployments, publicUrl, now } = expected;
  const payload = await verifyToken(idToken, { platform, keys, now });
  const parsed = messageSchema.safeParse(payload);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new LaunchError(`the claim ${path.join('.')} of the token is not as LTI 1.3 has it: ${message}`);
  }
  const message = parsed.data;
  const { type, version, deploymentId, targetLinkUri, roles } = claimsOf(message);
  const audience = [payload.aud ?? []].flat();
  if (message.azp === undefined ? audience.length > 1 : message.azp !== platform.clientId)
    throw new LaunchError('the token is for several, and not issued to us (azp)');
  if (message.nonce !== nonce) throw new LaunchError('the token belongs to another login (nonce)');
  if (version !== '1.3.0') throw new LaunchError(`the token is of LTI ${version}, not 1.3.0`);
  if (type !== RESOURCE_LINK_REQUEST)
    throw new LaunchError(`the message ${type} is not supported: add the tool as a link of the course`);
  if (deployments.length > 0 && !deployments.includes(deploymentId))
    throw new LaunchError(`the deployment ${deploymentId} is not one that was registered`);
  if (new URL(targetLinkUri).origin !== new URL(publicUrl).origin)
    throw new LaunchError('the launch is meant for another site (target_link_uri)');
  return toLaunch(message, roleOf(roles));
}

async function verifyToken(
  idToken: string,
  { platform, keys, now }: Pick<Expected, 'platform' | 'keys' | 'now'>,
): Promise<Awaited<ReturnType<typeof jwtVerify>>['payload']> {
  try {
    const { payload } = await jwtVerify(idToken, keys, {
      algorithms: ALGORITHMS,
      issuer: platform.issuer,
      audience: platform.clientId,
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: OLDEST_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    // That the keys cannot be had is no fault of the token's.
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw error;
    throw new LaunchError(`the token is refused: ${error.message}`, { cause: error });
  }
}
