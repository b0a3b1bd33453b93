export {
  answerAppeal,
  listAppeals,
  listOpenAppeals,
  makeAppeal,
  type Appeal,
  type OpenAppeal,
} from './appeals.ts';
export {
  erasePerson,
  PersonBusyError,
  readPersonalData,
  type ErasedPerson,
  type PersonalData,
} from './personal-data.ts';
export { applyRetention, findEndedCourses, type EndedCourse, type Retained } from './retention.ts';
export { findOrLinkUser, listIdentities, type IdentityClaims } from './identities.ts';
export { findRepositoryByPath, listPushTokens, revokePushToken, type PushTokenRow } from './push-tokens.ts';
export { ensureDatabase } from './database.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
export { backUpDatabase, BackupError, restoreDatabase, type BackupManifest } from './backup.ts';
export {
  addSshKey,
  findRepositoryOfUser,
  findUserBySshKey,
  listSshKeys,
  parsePublicKey,
  removeSshKey,
  removeSshKeys,
  type SshKeyRow,
} from './ssh-keys.ts';
export { applyMigrations, listPendingMigrations, MigrationError } from './migrations.ts';
export { PostgresError } from './postgres/postgres-error.ts';
export { isOutage } from './outage.ts';
export { openStore, pingStore, type Store } from './store.ts';
export { listAudit, type AuditEntry } from './audit.ts';
export { cancelAttempt, isCancelled } from './cancel.ts';
export { drainWorker, resumeWorker } from './drain.ts';
export {
  findGroup,
  grantExtension,
  listExtensions,
  listGroups,
  listStudentExtensions,
  revokeExtension,
  setGroup,
  type ExtensionRow,
  type ExtensionTarget,
  type StudentExtension,
} from './extensions.ts';
export {
  getGrade,
  readGrades,
  type AssignmentSettings,
  type CourseGrades,
  type GradesQuery,
} from './grades.ts';
export {
  listManagedAssignments,
  previewSettings,
  restorePublishedSettings,
  setAssignmentSettings,
  type GradeChange,
  type ManagedAssignment,
} from './assignment-settings.ts';
export {
  chooseSubmission,
  listOverrides,
  removeOverride,
  setOverride,
  type GradeCell,
  type OverrideRow,
} from './overrides.ts';
export { getCoursePolicy, setCoursePolicy } from './policies.ts';
export { previewRegrade, type CheckChange, type RegradeChange } from './regrade-preview.ts';
export {
  discardRegrade,
  listRegrades,
  publishRegrade,
  startRegrade,
  type Regrade,
  type RegradeRequest,
  type SettledRegrade,
  type StartedRegrade,
} from './regrades.ts';
export { retrySubmission } from './retry.ts';
export {
  getAttemptResult,
  startReproduction,
  type GradedAttempt,
  type StartedReproduction,
} from './reproductions.ts';
export type { Grade, GradeStatus } from '@residual/grading/policy';
export {
  findGradebook,
  type Gradebook,
  type GradebookAssignment,
  type GradebookOptions,
  type GradebookRow,
} from './gradebook.ts';
export {
  readCourseOverview,
  SCORE_BINS,
  type AssignmentOverview,
  type CourseOverview,
  type DayOfActivity,
  type FrequentDiagnosis,
} from './course-overview.ts';
export { listAtRisk, type Risk, type StudentAtRisk } from './at-risk.ts';
export {
  GRADEBOOK_FILTERS,
  listCourseAssignments,
  readGradebookPage,
  type GradebookCell,
  type GradebookFilter,
  type GradebookPage,
  type GradebookPageRow,
  type GradebookSort,
} from './gradebook-page.ts';
export { readScoreHistory, type ScoredSubmission } from './score-history.ts';
export {
  findAccounts,
  findEnrollment,
  findMember,
  findMemberByEmail,
  isStaffAnywhere,
  listMembers,
  renameUser,
  type Member,
  type MemberList,
} from './members.ts';
export { findAttemptCourse, listFailed, type FailedAttempt } from './failed-attempts.ts';
export { readAuditPage, type AuditPage } from './audit-page.ts';
export { addNote, listNotes, removeNote, type StaffNote } from './staff-notes.ts';
export { isLate, verdictOfTasks, type Score, type Standing, type TaskStanding } from './standings.ts';
export {
  findAttemptPlace,
  findEarlierSubmission,
  findSubmission,
  findTaskGraph,
  findTaskGraphs,
  listOpenAttempts,
  listSubmissions,
  type AttemptDetails,
  type AttemptPlace,
  type EarlierSubmission,
  type SubmissionDetails,
  type SubmissionList,
  type SubmissionSummary,
} from './submissions.ts';
export {
  closeLoginSession,
  closeOtherSessions,
  countLoginSessions,
  findUserByPassword,
  findViewer,
  openLoginSession,
  type Membership,
  type Viewer,
} from './login-sessions.ts';
export {
  confirmPush,
  findPush,
  findRepositoryByToken,
  findRepositoryForStaff,
  findStandingSubmissions,
  findToken,
  getAssignmentBundle,
  judgeDropped,
  listAssignments,
  listRepositories,
  listUnsettledPushes,
  listVoidPushes,
  recordPush,
  voidPush,
  type ChangedFolder,
  type CourseAssignment,
  type DroppedHistory,
  type ReceivedPush,
  type UnsettledPush,
  type RepositoryAccess,
  type StandingSubmission,
  type TokenAccess,
} from './pushes.ts';
export { addMissingEntries, listHandedOver, markDispatched, takeBack } from './outbox.ts';
export {
  estimateSeconds,
  findPlaceInLine,
  listLine,
  listStranded,
  measureLine,
  nextInLine,
  placeOf,
  readLine,
  type AttemptInLine,
  type Line,
  type PlaceInLine,
  type WaitingAttempt,
} from './line.ts';
export type { AttemptState, Role } from './generated/enums.ts';
export {
  findAttemptTimes,
  getAttemptOutcome,
  listAttemptStates,
  type AttemptOutcome,
  type AttemptTimes,
} from './attempt-progress.ts';
export { createPassword, createPushToken, hashPassword, hashToken, verifyPassword } from './credentials.ts';
export {
  createUser,
  findUserByEmail,
  normalizeEmail,
  setLanguage,
  setPassword,
  type Account,
} from './accounts.ts';
export {
  addRepository,
  createCourse,
  enroll,
  findCourse,
  isRepositoryPathTaken,
  issuePushToken,
  listCourses,
  listEnrollments,
  publishAssignment,
  replacePushTokens,
  setRole,
  type AssignmentToPublish,
  type Course,
  type CourseEnrollment,
  type NewPushToken,
  type Publication,
} from './courses.ts';
export {
  countSections,
  listStudents,
  readStudentGrades,
  setStudentNames,
  streamStudents,
  studentPlaceOf,
  type RosterStudent,
  type StudentGrades,
  type StudentNames,
  type StudentPlace,
} from './roster.ts';
export {
  API_SCOPES,
  createApiToken,
  findApiAccess,
  listApiTokens,
  revokeApiToken,
  type ApiAccess,
  type ApiScope,
  type ApiToken,
} from './api-tokens.ts';
export { listCourseSubmissions, type CourseSubmission } from './course-submissions.ts';
export { announceGradeChanges, listListeningCourses } from './grade-changes.ts';
export { readReportedAttempts, type ReportedAttempt } from './graded-attempts.ts';
export {
  draftExport,
  dropExport,
  findExport,
  finishExport,
  getExportUpload,
  listExports,
  readLastExported,
  recordExported,
  setExportOptions,
  type ExportedValue,
  type GradeExport,
} from './exports.ts';
export {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  forgetDeliveries,
  listDeliveries,
  listWebhooks,
  markDelivered,
  markFailed,
  takeDueDeliveries,
  WEBHOOK_EVENTS,
  type DueDelivery,
  type Webhook,
  type WebhookDelivery,
  type WebhookEvent,
} from './webhooks.ts';
export {
  failAttempt,
  finishAttempt,
  isFinished,
  loadAttemptForGrading,
  startAttempt,
  type AttemptForGrading,
} from './attempts.ts';
export {
  listWorkers,
  removeWorker,
  reportWorker,
  WORKER_REPORT_MS,
  type RunningAttempt,
  type WorkerStatus,
} from './workers.ts';
export {
  addLtiDeployment,
  addLtiPlatform,
  findLtiPlatforms,
  getLtiKeys,
  inviteLtiPlatform,
  listLtiPlatforms,
  removeLtiPlatform,
  takeLtiInvitation,
  type LtiKey,
  type LtiPlatform,
} from './lti-platforms.ts';
export {
  arriveByLti,
  beginLtiLogin,
  endLtiArrival,
  findLtiArrival,
  takeLtiState,
  type LtiLogin,
} from './lti-logins.ts';
export {
  findLtiAccounts,
  findLtiIdentity,
  isStaffBeyondPlatform,
  linkLtiIdentity,
  listLinkedPlatforms,
  unlinkLtiIdentity,
  type LinkedPlatform,
  type LtiIdentity,
} from './lti-identities.ts';
export {
  connectLtiContext,
  disconnectLtiContext,
  findLtiContext,
  getLtiContext,
  listLtiContexts,
  listLtiMembers,
  setLtiMember,
  setLtiServices,
  type LtiContext,
  type LtiMember,
  type LtiServices,
} from './lti-contexts.ts';
export {
  beginLtiSending,
  dropLtiLineItem,
  endLtiSending,
  listLtiLineItems,
  listLtiScores,
  nextLtiTimestamp,
  recordLtiScore,
  setLtiLineItem,
  type LtiLineItemRow,
  type LtiScoreRow,
} from './lti-scores.ts';
