// The way to the platform and back (OpenID Connect third-party initiated login; LTI Security Framework 1.0, 5.1.1).
import { z } from 'zod';
import { httpUrl, text } from './claims.ts';

/** How a platform begins, by GET or POST. */
export const initiationSchema = z.object({
  iss: text(500).min(1),
  login_hint: text(4_000).min(1),
  target_link_uri: httpUrl,
  lti_message_hint: text(8_000).optional(),
  client_id: text(500).min(1).optional(),
  lti_deployment_id: text(255).optional(),
});
export type Initiation = z.infer<typeof initiationSchema>;

/** How it answers, by a form. */
export const answerSchema = z.union([
  z.object({ state: text(500).min(1), id_token: text(100_000).min(1) }),
  z.object({ state: text(500).min(1), error: text(200).min(1), error_description: text(2_000).optional() }),
]);

export function authorizationUrl(
  initiation: Initiation,
  options: {
    readonly endpoint: string;
    readonly clientId: string;
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
  },
): URL {
  const url = new URL(options.endpoint);
  const parameters = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: options.clientId,
    redirect_uri: options.redirectUri,
    login_hint: initiation.login_hint,
    state: options.state,
    nonce: options.nonce,
    ...(initiation.lti_message_hint !== undefined && { lti_message_hint: initiation.lti_message_hint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}
