// Brings a course's assignments in line with their folders, and hands new ones out to the students.
import { AssignmentError, type AssignmentFolder, loadAssignmentFolder } from '@residual/assignments';
import type { AssignmentPolicy, AssignmentSpec } from '@residual/contracts';
import {
  listEnrollments,
  publishAssignment,
  type Course,
  type Publication,
  type Store,
} from '@residual/store';
import { parseMoment } from '@residual/grading/policy';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { handOut } from './student-repository.ts';

export interface PublishedAssignment {
  readonly folder: AssignmentFolder;
  readonly publication: Publication;
}

export interface Publishing {
  readonly published: readonly PublishedAssignment[];
  /** One line or more for each folder that is broken, and for each deadline that has passed before its assignment was published. */
  readonly warnings: readonly string[];
  /** How many folders are broken; whatever was published of them before stays. */
  readonly broken: number;
}

export interface PublishingOptions {
  /** Parent of the assignments' folders. */
  readonly assignments: string;
  readonly gitRoot: string;
  /** For the audit log. */
  readonly by?: string;
  /** Only the folders of these names; all if absent. */
  readonly only?: readonly string[];
}

/**
 * Publishes every folder below `assignments`, in the order of their names; a new assignment is committed to each
 * student's repository (they get it with `git pull`). A broken folder does not keep the others from being published:
 * it is a warning, and what was published of it before stays.
 */
export async function publishAssignments(
  store: Store,
  course: Course,
  { assignments, gitRoot, by, only }: PublishingOptions,
): Promise<Publishing> {
  const entries = await readdir(assignments, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const published: PublishedAssignment[] = [];
  const warnings: string[] = [];
  let broken = 0;
  for (const [index, name] of names.toSorted().entries()) {
    if (only && !only.includes(name)) continue;
    const folder = await loadAssignmentFolder(join(assignments, name)).catch((error: unknown) => {
      if (!(error instanceof AssignmentError)) throw error;
      warnings.push(error.message);
      return null;
    });
    if (!folder) {
      broken += 1;
      continue;
    }
    const { slug, spec, hash, bundle } = folder;
    const deadline = spec.deadline === undefined ? null : parseMoment(spec.deadline, course.timeZone);
    const policy = policyOf(spec, course);
    const publication = await publishAssignment(
      store,
      course.id,
      { slug, title: spec.title, position: index + 1, deadline, policy, gpu: spec.gpu, hash, bundle },
      by,
    );
    published.push({ folder, publication });
    if (publication !== 'unchanged' && deadline && deadline < new Date())
      warnings.push(
        `assignment "${slug}": its deadline ${spec.deadline} has passed: every submission will be late`,
      );
    const cutOff = policy.late?.cutOff;
    if (typeof cutOff === 'string' && cutOff !== 'none' && (!deadline || new Date(cutOff) < deadline))
      warnings.push(
        `assignment "${slug}": its cut-off ${spec.late?.cutOff} ${deadline ? 'is before the deadline, which is taken for it' : 'does nothing without a deadline'}`,
      );
  }
  const folders = published.map(({ folder }) => folder);
  for (const { repository } of await listEnrollments(store, course.id))
    if (repository) await handOut(join(gitRoot, repository.path), course, folders);
  return { published, warnings, broken };
}

/** Moments are given by the course's clock, and kept as what they are. */
function policyOf({ late, attempts, forcePush }: AssignmentSpec, { timeZone }: Course): AssignmentPolicy {
  const cutOff = late?.cutOff;
  const isMoment = typeof cutOff === 'string' && cutOff !== 'none';
  return {
    ...(late && {
      late: isMoment ? { ...late, cutOff: parseMoment(cutOff, timeZone).toISOString() } : late,
    }),
    ...(attempts && { attempts }),
    ...(forcePush && { forcePush }),
  };
}
