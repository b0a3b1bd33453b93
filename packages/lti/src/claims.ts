// What a platform says in the token of a launch (LTI 1.3 Core, 5.3 and 5.4; LTI Advantage). What we do not use is not
// looked at: platforms may add claims of their own.
import { z } from 'zod';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

export const RESOURCE_LINK_REQUEST = 'LtiResourceLinkRequest';

/** What access is asked for: Assignment and Grade Services 2.0, Names and Role Provisioning Services 2.0. */
export const SCOPES = {
  lineItems: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  lineItemsToRead: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  scores: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  memberships: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
} as const;

/** Some platforms write null or an empty text where there is nothing. */
const absent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());

export const text = (most: number) => z.string().max(most);

export const httpUrl = z.url({ protocol: /^https?$/ }).max(2_000);

export const messageSchema = z.object({
  sub: text(255).min(1),
  nonce: text(500).min(1),
  azp: absent(text(500)),
  name: absent(text(500)),
  given_name: absent(text(500)),
  family_name: absent(text(500)),
  email: absent(text(320)),
  email_verified: absent(z.boolean()),
  [`${CLAIM}/message_type`]: text(100),
  [`${CLAIM}/version`]: text(20),
  [`${CLAIM}/deployment_id`]: text(255).min(1),
  [`${CLAIM}/target_link_uri`]: httpUrl,
  [`${CLAIM}/roles`]: z.array(text(500)).max(100),
  [`${CLAIM}/context`]: absent(
    z.object({ id: text(255).min(1), title: absent(text(500)), label: absent(text(500)) }),
  ),
  [`${CLAIM}/tool_platform`]: absent(z.object({ name: absent(text(500)) })),
  'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': absent(
    z.object({ scope: z.array(text(500)).max(20).default([]), lineitems: absent(httpUrl) }),
  ),
  'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': absent(
    z.object({ context_memberships_url: httpUrl }),
  ),
});

type Message = z.infer<typeof messageSchema>;

/** Somebody has come from a platform's course. */
export const launchSchema = z.object({
  /** The platform's name for the person, which never changes. */
  subject: z.string(),
  /** Null where the platform does not tell. */
  name: z.string().nullable(),
  /** In lower case; null where the platform does not tell, or says that it is not theirs. */
  email: z.string().nullable(),
  role: z.enum(['instructor', 'assistant', 'student']).nullable(),
  deploymentId: z.string(),
  /** Null: they have not come from a course. */
  context: z.object({ id: z.string(), title: z.string() }).nullable(),
  platformName: z.string().nullable(),
  services: z.object({
    lineItemsUrl: z.string().nullable(),
    membershipsUrl: z.string().nullable(),
    /** Granted for line items and scores. */
    scopes: z.array(z.string()),
  }),
});
export type Launch = z.infer<typeof launchSchema>;

export function toLaunch(message: Message, role: Launch['role']): Launch {
  const context = message[`${CLAIM}/context`];
  const endpoint = message['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'];
  const email = message.email_verified === false ? null : (message.email ?? null);
  const { given_name: given = '', family_name: family = '' } = message;
  return {
    subject: message.sub,
    name: message.name ?? (`${given} ${family}`.trim() || null),
    email: email && z.email().safeParse(email).success ? email.toLowerCase() : null,
    role,
    deploymentId: message[`${CLAIM}/deployment_id`],
    context: context ? { id: context.id, title: context.title ?? context.label ?? context.id } : null,
    platformName: message[`${CLAIM}/tool_platform`]?.name ?? null,
    services: {
      lineItemsUrl: endpoint?.lineitems ?? null,
      membershipsUrl:
        message['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice']?.context_memberships_url ??
        null,
      scopes: endpoint?.scope ?? [],
    },
  };
}

export const claimsOf = (message: Message) => ({
  type: message[`${CLAIM}/message_type`],
  version: message[`${CLAIM}/version`],
  deploymentId: message[`${CLAIM}/deployment_id`],
  targetLinkUri: message[`${CLAIM}/target_link_uri`],
  roles: message[`${CLAIM}/roles`],
});
