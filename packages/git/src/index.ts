export { GitError, type GitEnvironment } from './git.ts';
export { getCommit, isAncestor, resolveRef } from './refs.ts';
export { commitFiles, initBareRepository, type CommitFiles } from './repository.ts';
export { serveSmartHttp, type GitService, type SmartHttpOutcome } from './smart-http.ts';
export { readBlob, readFolderHashes, readTree, treeHash, type TreeEntry, type TreeListing } from './tree.ts';
