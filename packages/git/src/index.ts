export { GitError, type GitEnvironment } from './git.ts';
export { findCommitBy, getCommit, isAncestor, listDropped, readTip, resolveRef, tipMovedAt } from './refs.ts';
export {
  commitFiles,
  copyRepository,
  initBareRepository,
  measureRepository,
  type CommitFiles,
} from './repository.ts';
export { spawnGitService, type GitServiceOptions } from './service.ts';
export {
  endGroup,
  HOOK_DESCRIPTORS,
  serveSmartHttp,
  type GitService,
  type SmartHttpOutcome,
} from './smart-http.ts';
export { readBlobs, readFolderHashes, readTree, treeHash, type TreeEntry, type TreeListing } from './tree.ts';
