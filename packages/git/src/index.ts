export { GitError, type GitEnvironment } from './git.ts';
export { getCommit, isAncestor, resolveRef } from './refs.ts';
export { commitFiles, initBareRepository, type CommitFiles } from './repository.ts';
export { HOOK_DESCRIPTORS, serveSmartHttp, type GitService, type SmartHttpOutcome } from './smart-http.ts';
export { readBlobs, readFolderHashes, readTree, treeHash, type TreeEntry, type TreeListing } from './tree.ts';
