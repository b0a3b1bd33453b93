// Who is in a platform's course (Names and Role Provisioning Services 2.0).
import { z } from 'zod';
import { httpUrl, SCOPES, text } from './claims.ts';
import { linkOf } from './link-header.ts';
import { roleOf } from './roles.ts';
import { ServiceError, type Service } from './service.ts';
import { jsonOf } from './json.ts';

const ACCEPT = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

export interface PlatformMember {
  readonly subject: string;
  /** False for those who have left or are barred. */
  readonly isActive: boolean;
  readonly role: 'instructor' | 'assistant' | 'student' | null;
  /** Null where the platform does not tell. */
  readonly name: string | null;
  /** In lower case. */
  readonly email: string | null;
  /** The student number. */
  readonly sisId: string | null;
}

const optional = (most: number) => text(most).nullish();

const memberSchema = z.object({
  user_id: text(255).min(1),
  status: z.enum(['Active', 'Inactive', 'Deleted']).default('Active'),
  roles: z.array(text(500)),
  name: optional(500),
  given_name: optional(500),
  family_name: optional(500),
  email: optional(320),
  lis_person_sourcedid: optional(200),
});

const containerSchema = z.object({ members: z.array(memberSchema) });

const MOST_PAGES = 1_000;

/**
 * Page after page.
 * @throws ServiceError
 */
export async function* readMembers(
  service: Service,
  { url, pageSize = 100 }: { url: string; pageSize?: number },
): AsyncGenerator<readonly PlatformMember[]> {
  const first = new URL(url);
  first.searchParams.set('limit', String(pageSize));
  let next: string | null = first.href;
  for (let page = 1; next !== null; page++) {
    if (page > MOST_PAGES) throw new ServiceError(200, `the list of members has no end: ${next}`);
    const { body, headers } = await service.call({
      method: 'GET',
      url: next,
      scope: SCOPES.memberships,
      accept: ACCEPT,
    });
    const container = containerSchema.safeParse(jsonOf(body));
    if (!container.success) {
      const [{ path, message }] = container.error.issues;
      throw new ServiceError(
        200,
        `the list of members is not as the service has it: ${path.join('.')}: ${message}`,
      );
    }
    yield container.data.members.map(toMember);
    next = linkOf(headers.get('link'), 'next', next);
    // Where it leads is the platform's word, and a token goes with it.
    if (next !== null && (!httpUrl.safeParse(next).success || new URL(next).origin !== first.origin))
      throw new ServiceError(200, `the next page of the members is elsewhere: ${next}`);
  }
}

function toMember(member: z.infer<typeof memberSchema>): PlatformMember {
  const { user_id: subject, status, roles, given_name: given, family_name: family } = member;
  const email = member.email?.trim().toLowerCase() ?? '';
  return {
    subject,
    isActive: status === 'Active',
    role: roleOf(roles),
    name: member.name?.trim() || `${given ?? ''} ${family ?? ''}`.trim() || null,
    email: z.email().safeParse(email).success ? email : null,
    sisId: member.lis_person_sourcedid?.trim() || null,
  };
}
