// A push whose ref has moved becomes submissions. The post-receive hook comes here, and so does the reconciler
// for hooks that died; whoever is second changes nothing.
import { join } from 'node:path';
import { readBlobs, readFolderHashes, readTree, type TreeEntry, type TreeListing } from '@residual/git';
import { confirmPush, type ReceivedPush, type RepositoryAccess } from '@residual/store';
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
  { access, tree: known }: { readonly access: RepositoryAccess; readonly tree?: TreeListing },
): Promise<Confirmation> {
  const { gitRoot, pushLimits } = intake.configuration;
  const repository = join(gitRoot, access.path);
  const [assignments, before, tree] = await Promise.all([
    intake.catalog.list(access.course.id),
    push.oldCommit === NO_COMMIT ? new Map<string, string>() : readFolderHashes(repository, push.oldCommit),
    known ?? readTree(repository, push.newCommit, { maxEntries: pushLimits.files }),
  ]);
  const changed: { assignment: CatalogAssignment; treeHash: string; entries: TreeEntry[] }[] = [];
  const withoutProgram: CatalogAssignment[] = [];
  for (const assignment of assignments) {
    const { slug, tasks, isBroken } = assignment;
    const treeHash = tree.folders.get(slug);
    if (treeHash === undefined || treeHash === before.get(slug)) continue;
    const names = isBroken ? null : tasks.map(({ name }) => name);
    const entries = findPrograms(tree.entries, slug, names);
    if (entries.length === 0) withoutProgram.push(assignment);
    else changed.push({ assignment, treeHash, entries });
  }
  const hashes = [...new Set(changed.flatMap(({ entries }) => entries.map(({ hash }) => hash)))];
  const blobs =
    hashes.length === 0
      ? new Map<string, Buffer>()
      : await readBlobs(repository, hashes, { maxBytes: hashes.length * pushLimits.programBytes });
  const folders = changed.map(({ assignment: { id, slug, versionHash }, treeHash, entries }) => ({
    assignmentId: id,
    versionHash,
    treeHash,
    programs: entries.map(({ path, hash }) => ({
      path: path.slice(slug.length + 1),
      content: new Uint8Array(blobs.get(hash)!),
    })),
  }));
  await confirmPush(intake.store, { pushId: push.id, enrollmentId: access.enrollmentId, folders });
  intake.log.info({ pushId: push.id, repository: access.path, changed: folders.length }, 'push confirmed');
  const misnamed = assignments.flatMap(({ slug, tasks }) =>
    findMisnamed(tree.entries, { slug, tasks: tasks.map(({ name }) => name) }),
  );
  return { assignments, withoutProgram, misnamed };
}
