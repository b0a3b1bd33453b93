// What somebody is in a platform's course (LTI 1.3 Core, appendix A.2.3). Roles of the whole institution say nothing
// of a course: a professor may be a learner in it.
import type { Launch } from './claims.ts';

/** `…/membership#Instructor`, a sub-role such as `…/membership/Instructor#TeachingAssistant`, or the bare name. */
const PATTERN = /^(?:http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/membership(?:\/(\w+))?#)?(\w+)$/;

/**
 * The role here of somebody with these roles there; of several the one that may do most, but for assistants: their
 * sub-role comes with the principal role Instructor.
 * @returns null for those who neither teach nor learn: observers, content developers
 */
export function roleOf(roles: readonly string[]): Launch['role'] {
  const found = new Set(roles.map(one));
  return (['assistant', 'instructor', 'student'] as const).find((role) => found.has(role)) ?? null;
}

function one(role: string): Launch['role'] {
  const [, principal, name] = PATTERN.exec(role) ?? [];
  if (name?.startsWith('TeachingAssistant')) return 'assistant';
  switch (principal ?? name) {
    case 'Instructor':
      return 'instructor';
    case 'Learner':
    case 'Student':
      return 'student';
    default:
      return null;
  }
}
