// Dynamic Registration 1.0: a platform and we tell each other what else an administrator would have to copy.
import { z } from 'zod';
import { httpUrl, RESOURCE_LINK_REQUEST, SCOPES, text } from './claims.ts';
import type { Fetch } from './keys.ts';

const CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

export class RegistrationError extends Error {
  override name = 'RegistrationError';
}

/** What we are to a platform. All addresses are below `publicUrl`. */
export interface Tool {
  readonly name: string;
  readonly publicUrl: string;
}

export const toolUrls = ({ publicUrl }: Tool) => ({
  login: `${publicUrl}/lti/login`,
  launch: `${publicUrl}/lti/launch`,
  keys: `${publicUrl}/lti/jwks.json`,
  target: `${publicUrl}/lti/launch`,
});

export interface RegisteredPlatform {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly keysUrl: string;
  readonly tokenAudience: string | null;
  readonly deployments: readonly string[];
}

const configurationSchema = z.object({
  issuer: httpUrl,
  authorization_endpoint: httpUrl,
  registration_endpoint: httpUrl,
  jwks_uri: httpUrl,
  token_endpoint: httpUrl,
  authorization_server: text(2_000).optional(),
  scopes_supported: z.array(text(500)).optional(),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({ product_family_code: text(200).optional() })
    .optional(),
});

const answerSchema = z.object({
  client_id: text(500).min(1),
  [CONFIGURATION]: z.object({ deployment_id: text(255).optional() }).optional(),
});

/** @throws RegistrationError, or what fetching failed with */
export async function register(
  tool: Tool,
  options: { configurationUrl: string; token: string | null; fetch: Fetch },
): Promise<RegisteredPlatform> {
  const { configurationUrl, token, fetch } = options;
  const said = await fetch(configurationUrl, { method: 'GET', headers: { Accept: 'application/json' } });
  const configuration = await parsed(said, configurationSchema, 'the platform’s configuration');
  // Nobody may speak for another platform.
  if (new URL(configuration.issuer).host !== new URL(configurationUrl).host)
    throw new RegistrationError(
      `the configuration at ${configurationUrl} is one of ${configuration.issuer}, which is another site`,
    );
  const supported = configuration.scopes_supported;
  const scopes = Object.values(SCOPES).filter((scope) => !supported || supported.includes(scope));
  const answer = await fetch(configuration.registration_endpoint, {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(toolRegistration(tool, scopes)),
  });
  const registered = await parsed(answer, answerSchema, 'the answer to the registration');
  const deployment = registered[CONFIGURATION]?.deployment_id;
  const family =
    configuration['https://purl.imsglobal.org/spec/lti-platform-configuration']?.product_family_code;
  return {
    name: [family, new URL(configuration.issuer).host].filter(Boolean).join(', '),
    issuer: configuration.issuer,
    clientId: registered.client_id,
    authorizationUrl: configuration.authorization_endpoint,
    tokenUrl: configuration.token_endpoint,
    keysUrl: configuration.jwks_uri,
    tokenAudience: configuration.authorization_server ?? null,
    deployments: deployment === undefined ? [] : [deployment],
  };
}

async function parsed<T>(response: Response, schema: z.ZodType<T>, what: string): Promise<T> {
  const body = await response.text();
  if (!response.ok) throw new RegistrationError(`${what}: HTTP ${response.status} ${body.slice(0, 300)}`);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new RegistrationError(`${what} is no JSON`, { cause: error });
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new RegistrationError(`${what}: ${path.join('.')}: ${message}`);
}

export function toolRegistration(tool: Tool, scopes: readonly string[]) {
  const { login, launch, keys, target } = toolUrls(tool);
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: login,
    redirect_uris: [launch],
    client_name: tool.name,
    jwks_uri: keys,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: scopes.join(' '),
    [CONFIGURATION]: {
      domain: new URL(tool.publicUrl).host,
      target_link_uri: target,
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      messages: [{ type: RESOURCE_LINK_REQUEST }],
    },
  };
}

/** For Canvas's developer keys, which take a configuration from an address. */
export function canvasConfiguration(tool: Tool) {
  const { login, launch, keys, target } = toolUrls(tool);
  return {
    title: tool.name,
    description: 'Homework is pushed with git and graded; rosters and grades are shared with the course.',
    oidc_initiation_url: login,
    target_link_uri: target,
    redirect_uris: [launch],
    public_jwk_url: keys,
    scopes: Object.values(SCOPES),
    extensions: [
      {
        platform: 'canvas.instructure.com',
        privacy_level: 'public',
        settings: {
          placements: [
            {
              placement: 'course_navigation',
              message_type: RESOURCE_LINK_REQUEST,
              target_link_uri: target,
              windowTarget: '_blank',
            },
          ],
        },
      },
    ],
  };
}
