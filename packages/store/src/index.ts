export { openStore, type Store } from './store.ts';
export {
  findGradebook,
  isLate,
  verdictOfTasks,
  type Gradebook,
  type GradebookAssignment,
  type GradebookRow,
  type Score,
  type Standing,
  type TaskStanding,
} from './gradebook.ts';
export {
  findAttemptPlace,
  findSubmission,
  listOpenAttempts,
  listSubmissions,
  type AttemptDetails,
  type AttemptPlace,
  type SubmissionDetails,
  type SubmissionSummary,
} from './submissions.ts';
export {
  closeLoginSession,
  findViewer,
  openLoginSession,
  type Membership,
  type Viewer,
} from './login-sessions.ts';
