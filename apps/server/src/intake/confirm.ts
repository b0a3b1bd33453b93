// A push whose ref has moved becomes submissions. The post-receive hook comes here, and so does the reconciler
// for hooks that died; whoever is second changes nothing.
import { join } from 'node:path';
import { readBlob, readFolderHashes, readTree } from '@residual/git';
import { type ChangedFolder, confirmPush, type ReceivedPush, type RepositoryAccess } from '@residual/store';
import type { CatalogAssignment } from './assignment-catalog.ts';
import type { Intake } from './intake.ts';
import { findMisnamed } from './misnamed.ts';
import { findPrograms, NO_COMMIT } from './policy.ts';

export interface Confirmation {
  /** All assignments of the course. */
  readonly assignments: readonly CatalogAssignment[];
  /** Folders that the push changed but that hold no program of their tasks. */
  readonly withoutProgram: readonly CatalogAssignment[];
  /** Files that look like a task's program and are none, with what to do. */
  readonly misnamed: readonly string[];
}

export async function confirmReceived(
  intake: Intake,
  push: ReceivedPush,
  access: RepositoryAccess,
): Promise<Confirmation> {
  const { gitRoot, pushLimits } = intake.configuration;
  const repository = join(gitRoot, access.path);
  const [assignments, before, after, tree] = await Promise.all([
    intake.catalog.list(access.course.id),
    push.oldCommit === NO_COMMIT ? new Map<string, string>() : readFolderHashes(repository, push.oldCommit),
    readFolderHashes(repository, push.newCommit),
    readTree(repository, push.newCommit, { maxEntries: pushLimits.files }),
  ]);
  const folders: ChangedFolder[] = [];
  const withoutProgram: CatalogAssignment[] = [];
  for (const assignment of assignments) {
    const { id, slug, tasks, versionHash } = assignment;
    const treeHash = after.get(slug);
    if (treeHash === undefined || treeHash === before.get(slug)) continue;
    const entries = findPrograms(
      tree.entries,
      slug,
      tasks.map(({ name }) => name),
    );
    if (entries.length === 0) {
      withoutProgram.push(assignment);
      continue;
    }
    const programs = await Promise.all(
      entries.map(async (entry) => ({
        path: entry.path.slice(slug.length + 1),
        content: new Uint8Array(
          await readBlob(repository, entry.hash, { maxBytes: pushLimits.programBytes }),
        ),
      })),
    );
    folders.push({ assignmentId: id, versionHash, treeHash, programs });
  }
  await confirmPush(intake.store, { pushId: push.id, enrollmentId: access.enrollmentId, folders });
  intake.log.info({ pushId: push.id, repository: access.path, changed: folders.length }, 'push confirmed');
  const misnamed = assignments.flatMap(({ slug, tasks }) =>
    findMisnamed(tree.entries, { slug, tasks: tasks.map(({ name }) => name) }),
  );
  return { assignments, withoutProgram, misnamed };
}
