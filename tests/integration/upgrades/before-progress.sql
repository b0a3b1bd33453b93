-- Written by: node tests/support/released-schema/write.ts before-progress 20261123015130_exports_and_api
-- 20261122200456_init
-- CreateEnum
CREATE TYPE "Role" AS ENUM ('instructor', 'assistant', 'student');

-- CreateEnum
CREATE TYPE "AttemptReason" AS ENUM ('first', 'retry', 'regrade');

-- CreateEnum
CREATE TYPE "AttemptState" AS ENUM ('queued', 'running', 'graded', 'not_graded');

-- CreateEnum
CREATE TYPE "Verdict" AS ENUM ('correct', 'partial', 'wrong', 'compile error', 'runtime error', 'time limit', 'memory limit', 'output limit', 'forbidden', 'not graded');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "isAdmin" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LoginSession" (
    "tokenHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LoginSession_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Course" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Course_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Enrollment" (
    "id" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Repository" (
    "id" UUID NOT NULL,
    "enrollmentId" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Repository_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PushToken" (
    "tokenHash" TEXT NOT NULL,
    "repositoryId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PushToken_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Assignment" (
    "id" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "versionHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AssignmentVersion" (
    "hash" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "bundle" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AssignmentVersion_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Push" (
    "id" UUID NOT NULL,
    "repositoryId" UUID NOT NULL,
    "oldCommit" TEXT NOT NULL,
    "newCommit" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "voidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Push_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" UUID NOT NULL,
    "pushId" UUID NOT NULL,
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "treeHash" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SubmissionFile" (
    "submissionId" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "SubmissionFile_pkey" PRIMARY KEY ("submissionId","path")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" "AttemptReason" NOT NULL DEFAULT 'first',
    "versionHash" TEXT NOT NULL,
    "state" "AttemptState" NOT NULL DEFAULT 'queued',
    "queuedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "worker" TEXT,
    "points" DECIMAL(10,4),
    "maxPoints" DECIMAL(10,4),
    "failure" TEXT,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskResult" (
    "attemptId" UUID NOT NULL,
    "task" TEXT NOT NULL,
    "verdict" "Verdict" NOT NULL,
    "points" DECIMAL(10,4) NOT NULL,
    "maxPoints" DECIMAL(10,4) NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "TaskResult_pkey" PRIMARY KEY ("attemptId","task")
);

-- CreateTable
CREATE TABLE "OutboxEntry" (
    "attemptId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OutboxEntry_pkey" PRIMARY KEY ("attemptId")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "LoginSession_userId_idx" ON "LoginSession"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Course_slug_key" ON "Course"("slug");

-- CreateIndex
CREATE INDEX "Enrollment_userId_idx" ON "Enrollment"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Enrollment_courseId_userId_key" ON "Enrollment"("courseId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "Repository_enrollmentId_key" ON "Repository"("enrollmentId");

-- CreateIndex
CREATE UNIQUE INDEX "Repository_path_key" ON "Repository"("path");

-- CreateIndex
CREATE INDEX "PushToken_repositoryId_idx" ON "PushToken"("repositoryId");

-- CreateIndex
CREATE UNIQUE INDEX "Assignment_courseId_slug_key" ON "Assignment"("courseId", "slug");

-- CreateIndex
CREATE INDEX "Push_confirmedAt_voidedAt_idx" ON "Push"("confirmedAt", "voidedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Push_repositoryId_newCommit_key" ON "Push"("repositoryId", "newCommit");

-- CreateIndex
CREATE INDEX "Submission_enrollmentId_assignmentId_receivedAt_idx" ON "Submission"("enrollmentId", "assignmentId", "receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_pushId_assignmentId_key" ON "Submission"("pushId", "assignmentId");

-- CreateIndex
CREATE INDEX "Attempt_state_idx" ON "Attempt"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_submissionId_number_key" ON "Attempt"("submissionId", "number");

-- CreateIndex
CREATE INDEX "OutboxEntry_dispatchedAt_idx" ON "OutboxEntry"("dispatchedAt");

-- AddForeignKey
ALTER TABLE "LoginSession" ADD CONSTRAINT "LoginSession_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Enrollment" ADD CONSTRAINT "Enrollment_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Enrollment" ADD CONSTRAINT "Enrollment_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Repository" ADD CONSTRAINT "Repository_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PushToken" ADD CONSTRAINT "PushToken_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "Repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_versionHash_fkey" FOREIGN KEY ("versionHash") REFERENCES "AssignmentVersion"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Push" ADD CONSTRAINT "Push_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "Repository"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_pushId_fkey" FOREIGN KEY ("pushId") REFERENCES "Push"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionFile" ADD CONSTRAINT "SubmissionFile_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_versionHash_fkey" FOREIGN KEY ("versionHash") REFERENCES "AssignmentVersion"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaskResult" ADD CONSTRAINT "TaskResult_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxEntry" ADD CONSTRAINT "OutboxEntry_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- 20261122224933_grades_and_regrades
-- CreateEnum
CREATE TYPE "RegradeState" AS ENUM ('open', 'published', 'discarded');

-- AlterEnum
ALTER TYPE "AttemptReason" ADD VALUE 'reproduction';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "AttemptState" ADD VALUE 'cancelled';
ALTER TYPE "AttemptState" ADD VALUE 'superseded';

-- AlterTable
ALTER TABLE "Assignment" ADD COLUMN     "policy" JSONB;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "regradeId" UUID,
ADD COLUMN     "seedAttemptId" UUID;

-- AlterTable
ALTER TABLE "Course" ADD COLUMN     "policy" JSONB;

-- CreateTable
CREATE TABLE "StudentGroup" (
    "id" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "StudentGroup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GroupMember" (
    "groupId" UUID NOT NULL,
    "enrollmentId" UUID NOT NULL,

    CONSTRAINT "GroupMember_pkey" PRIMARY KEY ("groupId","enrollmentId")
);

-- CreateTable
CREATE TABLE "Extension" (
    "id" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "enrollmentId" UUID,
    "groupId" UUID,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "grantedBy" TEXT NOT NULL,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Extension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GradeOverride" (
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "points" DECIMAL(10,4),
    "reason" TEXT NOT NULL,
    "setBy" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GradeOverride_pkey" PRIMARY KEY ("enrollmentId","assignmentId")
);

-- CreateTable
CREATE TABLE "SubmissionChoice" (
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "chosenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SubmissionChoice_pkey" PRIMARY KEY ("enrollmentId","assignmentId")
);

-- CreateTable
CREATE TABLE "Regrade" (
    "id" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "versionHash" TEXT NOT NULL,
    "state" "RegradeState" NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL,
    "startedBy" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledBy" TEXT,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Regrade_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "courseId" UUID,
    "subject" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "StudentGroup_courseId_name_key" ON "StudentGroup"("courseId", "name");

-- CreateIndex
CREATE INDEX "GroupMember_enrollmentId_idx" ON "GroupMember"("enrollmentId");

-- CreateIndex
CREATE INDEX "Extension_assignmentId_idx" ON "Extension"("assignmentId");

-- CreateIndex
CREATE INDEX "Extension_enrollmentId_idx" ON "Extension"("enrollmentId");

-- CreateIndex
CREATE INDEX "Extension_groupId_idx" ON "Extension"("groupId");

-- CreateIndex
CREATE INDEX "Regrade_assignmentId_idx" ON "Regrade"("assignmentId");

-- CreateIndex
CREATE INDEX "AuditEntry_courseId_at_idx" ON "AuditEntry"("courseId", "at");

-- CreateIndex
CREATE INDEX "Attempt_regradeId_idx" ON "Attempt"("regradeId");

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_regradeId_fkey" FOREIGN KEY ("regradeId") REFERENCES "Regrade"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudentGroup" ADD CONSTRAINT "StudentGroup_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GroupMember" ADD CONSTRAINT "GroupMember_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "StudentGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GroupMember" ADD CONSTRAINT "GroupMember_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Extension" ADD CONSTRAINT "Extension_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Extension" ADD CONSTRAINT "Extension_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Extension" ADD CONSTRAINT "Extension_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "StudentGroup"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GradeOverride" ADD CONSTRAINT "GradeOverride_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GradeOverride" ADD CONSTRAINT "GradeOverride_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionChoice" ADD CONSTRAINT "SubmissionChoice_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionChoice" ADD CONSTRAINT "SubmissionChoice_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionChoice" ADD CONSTRAINT "SubmissionChoice_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regrade" ADD CONSTRAINT "Regrade_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regrade" ADD CONSTRAINT "Regrade_versionHash_fkey" FOREIGN KEY ("versionHash") REFERENCES "AssignmentVersion"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was done stays as it was written down.
CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only ever added to';
END $$;

CREATE TRIGGER "AuditEntry_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();

-- 20261123001000_ssh_keys
-- CreateTable
CREATE TABLE "SshKey" (
    "fingerprint" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "publicKey" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SshKey_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateIndex
CREATE INDEX "SshKey_userId_idx" ON "SshKey"("userId");

-- AddForeignKey
ALTER TABLE "SshKey" ADD CONSTRAINT "SshKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- 20261123014743_worker_status
-- CreateTable
CREATE TABLE "WorkerStatus" (
    "name" TEXT NOT NULL,
    "runtime" TEXT NOT NULL,
    "backend" TEXT NOT NULL,
    "remote" BOOLEAN NOT NULL,
    "devices" TEXT[],
    "concurrency" INTEGER NOT NULL,
    "layers" JSONB NOT NULL,
    "refusal" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkerStatus_pkey" PRIMARY KEY ("name")
);

-- 20261123014900_language
-- AlterTable
ALTER TABLE "User" ADD COLUMN "language" TEXT;

-- 20261123015130_exports_and_api
-- AlterTable
ALTER TABLE "Enrollment" ADD COLUMN     "identifiers" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "section" TEXT;

-- CreateTable
CREATE TABLE "GradeExport" (
    "id" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "upload" BYTEA,
    "uploadName" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "rows" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "GradeExport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ExportedGrade" (
    "exportId" UUID NOT NULL,
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "ExportedGrade_pkey" PRIMARY KEY ("exportId","enrollmentId","assignmentId")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "courseId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT[],
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failingSince" TIMESTAMPTZ(3),
    "disabledAt" TIMESTAMPTZ(3),
    "notice" TEXT,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "webhookId" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "deliveredAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AnnouncedGrade" (
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "courseId" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "points" TEXT,

    CONSTRAINT "AnnouncedGrade_pkey" PRIMARY KEY ("enrollmentId","assignmentId")
);

-- CreateTable
CREATE TABLE "AnnouncedCourse" (
    "courseId" UUID NOT NULL,
    "upTo" TIMESTAMPTZ(3) NOT NULL,
    "scannedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AnnouncedCourse_pkey" PRIMARY KEY ("courseId")
);

-- CreateIndex
CREATE INDEX "GradeExport_courseId_format_finishedAt_idx" ON "GradeExport"("courseId", "format", "finishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_tokenHash_key" ON "ApiToken"("tokenHash");

-- CreateIndex
CREATE INDEX "ApiToken_courseId_idx" ON "ApiToken"("courseId");

-- CreateIndex
CREATE INDEX "Webhook_courseId_idx" ON "Webhook"("courseId");

-- CreateIndex
CREATE INDEX "WebhookDelivery_nextTryAt_idx" ON "WebhookDelivery"("nextTryAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_webhookId_createdAt_idx" ON "WebhookDelivery"("webhookId", "createdAt");

-- CreateIndex
CREATE INDEX "AnnouncedGrade_courseId_idx" ON "AnnouncedGrade"("courseId");

-- AddForeignKey
ALTER TABLE "GradeExport" ADD CONSTRAINT "GradeExport_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExportedGrade" ADD CONSTRAINT "ExportedGrade_exportId_fkey" FOREIGN KEY ("exportId") REFERENCES "GradeExport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_courseId_fkey" FOREIGN KEY ("courseId") REFERENCES "Course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count") VALUES
('00000000-0000-4000-8000-000000000001', '23a559a0644293eccd085692c4781d7ea10512fb70300ec1924bac9359a0b7d7', now(), '20261122200456_init', 1),
('00000000-0000-4000-8000-000000000002', '3f068522ae3951ace4783d9aa462b32166c3c267a4c52dbb2f7fcb7eb6cda582', now(), '20261122224933_grades_and_regrades', 1),
('00000000-0000-4000-8000-000000000003', '8df17b05547034779ed8a42dd27c961ba1b7f6f1e6ce96fa767bdd8cff376b13', now(), '20261123001000_ssh_keys', 1),
('00000000-0000-4000-8000-000000000004', 'fbe7715e66c343bfcd7ea0a3ad39765c45e339f7a7dabf4826eb26fd68451891', now(), '20261123014743_worker_status', 1),
('00000000-0000-4000-8000-000000000005', 'c31243a66924caa64ceea89af422ef7bec3b406b62042976c87239246052eb5a', now(), '20261123014900_language', 1),
('00000000-0000-4000-8000-000000000006', 'e24d75e2d33a3e5ba45043f18b962fc33965b273b14ba6d78cc3a72e93477d71', now(), '20261123015130_exports_and_api', 1);
SET session_replication_role = 'replica';
INSERT INTO "AnnouncedCourse" SELECT * FROM json_populate_recordset(null::"AnnouncedCourse",
'[{"courseId":"00000000-0000-4000-8000-004939109571","upTo":"2026-11-01T12:00:00.123+00:00","scannedAt":"2026-11-01T12:00:00.123+00:00"},
 {"courseId":"00000000-0000-4000-8000-004939109572","upTo":"2026-11-02T12:00:00.123+00:00","scannedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "AnnouncedGrade" SELECT * FROM json_populate_recordset(null::"AnnouncedGrade",
'[{"enrollmentId":"00000000-0000-4000-8000-000751128971","assignmentId":"00000000-0000-4000-8000-000948724631","courseId":"00000000-0000-4000-8000-007578818501","status":"AnnouncedGrade status 1","points":"AnnouncedGrade points 1"},
 {"enrollmentId":"00000000-0000-4000-8000-000751128972","assignmentId":"00000000-0000-4000-8000-000948724632","courseId":"00000000-0000-4000-8000-007578818502","status":"AnnouncedGrade status 2","points":"AnnouncedGrade points 2"}]');
INSERT INTO "ApiToken" SELECT * FROM json_populate_recordset(null::"ApiToken",
'[{"id":"00000000-0000-4000-8000-002625934961","tokenHash":"ApiToken tokenHash 1","courseId":"00000000-0000-4000-8000-001639836951","name":"ApiToken name 1","scopes":["ApiToken scopes 1"],"createdBy":"ApiToken createdBy 1","createdAt":"2026-11-01T12:00:00.123+00:00","expiresAt":"2026-11-01T12:00:00.123+00:00","revokedAt":"2026-11-01T12:00:00.123+00:00","lastUsedAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-002625934962","tokenHash":"ApiToken tokenHash 2","courseId":"00000000-0000-4000-8000-001639836952","name":"ApiToken name 2","scopes":["ApiToken scopes 2"],"createdBy":"ApiToken createdBy 2","createdAt":"2026-11-02T12:00:00.123+00:00","expiresAt":"2026-11-02T12:00:00.123+00:00","revokedAt":"2026-11-02T12:00:00.123+00:00","lastUsedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Assignment" SELECT * FROM json_populate_recordset(null::"Assignment",
'[{"id":"00000000-0000-4000-8000-007061632491","courseId":"00000000-0000-4000-8000-001639836951","slug":"Assignment slug 1","title":"Assignment title 1","position":1,"deadline":"2026-11-01T12:00:00.123+00:00","versionHash":"AssignmentVersion hash 1","createdAt":"2026-11-01T12:00:00.123+00:00","policy":{"row": 1}},
 {"id":"00000000-0000-4000-8000-007061632492","courseId":"00000000-0000-4000-8000-001639836952","slug":"Assignment slug 2","title":"Assignment title 2","position":2,"deadline":"2026-11-02T12:00:00.123+00:00","versionHash":"AssignmentVersion hash 2","createdAt":"2026-11-02T12:00:00.123+00:00","policy":{"row": 2}}]');
INSERT INTO "AssignmentVersion" SELECT * FROM json_populate_recordset(null::"AssignmentVersion",
'[{"hash":"AssignmentVersion hash 1","slug":"AssignmentVersion slug 1","bundle":"\\x0100ff","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"hash":"AssignmentVersion hash 2","slug":"AssignmentVersion slug 2","bundle":"\\x0200ff","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Attempt" SELECT * FROM json_populate_recordset(null::"Attempt",
'[{"id":"00000000-0000-4000-8000-000853553581","submissionId":"00000000-0000-4000-8000-005838203551","number":1,"reason":"retry","versionHash":"AssignmentVersion hash 1","state":"running","queuedAt":"2026-11-01T12:00:00.123+00:00","startedAt":"2026-11-01T12:00:00.123+00:00","finishedAt":"2026-11-01T12:00:00.123+00:00","worker":"Attempt worker 1","points":1.2500,"maxPoints":1.2500,"failure":"Attempt failure 1","regradeId":"00000000-0000-4000-8000-008119563001","seedAttemptId":"00000000-0000-4000-8000-002742482451"},
 {"id":"00000000-0000-4000-8000-000853553582","submissionId":"00000000-0000-4000-8000-005838203552","number":2,"reason":"regrade","versionHash":"AssignmentVersion hash 2","state":"graded","queuedAt":"2026-11-02T12:00:00.123+00:00","startedAt":"2026-11-02T12:00:00.123+00:00","finishedAt":"2026-11-02T12:00:00.123+00:00","worker":"Attempt worker 2","points":2.2500,"maxPoints":2.2500,"failure":"Attempt failure 2","regradeId":"00000000-0000-4000-8000-008119563002","seedAttemptId":"00000000-0000-4000-8000-002742482452"}]');
INSERT INTO "AuditEntry" SELECT * FROM json_populate_recordset(null::"AuditEntry",
'[{"id":"00000000-0000-4000-8000-008116256331","at":"2026-11-01T12:00:00.123+00:00","actor":"AuditEntry actor 1","action":"AuditEntry action 1","courseId":"00000000-0000-4000-8000-009844842951","subject":"AuditEntry subject 1","before":{"row": 1},"after":{"row": 1},"reason":"AuditEntry reason 1"},
 {"id":"00000000-0000-4000-8000-008116256332","at":"2026-11-02T12:00:00.123+00:00","actor":"AuditEntry actor 2","action":"AuditEntry action 2","courseId":"00000000-0000-4000-8000-009844842952","subject":"AuditEntry subject 2","before":{"row": 2},"after":{"row": 2},"reason":"AuditEntry reason 2"}]');
INSERT INTO "Course" SELECT * FROM json_populate_recordset(null::"Course",
'[{"id":"00000000-0000-4000-8000-001639836951","slug":"Course slug 1","title":"Course title 1","timeZone":"Course timeZone 1","createdAt":"2026-11-01T12:00:00.123+00:00","policy":{"row": 1}},
 {"id":"00000000-0000-4000-8000-001639836952","slug":"Course slug 2","title":"Course title 2","timeZone":"Course timeZone 2","createdAt":"2026-11-02T12:00:00.123+00:00","policy":{"row": 2}}]');
INSERT INTO "Enrollment" SELECT * FROM json_populate_recordset(null::"Enrollment",
'[{"id":"00000000-0000-4000-8000-000936167031","courseId":"00000000-0000-4000-8000-001639836951","userId":"00000000-0000-4000-8000-004151680321","role":"assistant","createdAt":"2026-11-01T12:00:00.123+00:00","identifiers":{"row": 1},"section":"Enrollment section 1"},
 {"id":"00000000-0000-4000-8000-000936167032","courseId":"00000000-0000-4000-8000-001639836952","userId":"00000000-0000-4000-8000-004151680322","role":"student","createdAt":"2026-11-02T12:00:00.123+00:00","identifiers":{"row": 2},"section":"Enrollment section 2"}]');
INSERT INTO "ExportedGrade" SELECT * FROM json_populate_recordset(null::"ExportedGrade",
'[{"exportId":"00000000-0000-4000-8000-000636992701","enrollmentId":"00000000-0000-4000-8000-000669924171","assignmentId":"00000000-0000-4000-8000-000867519831","value":"ExportedGrade value 1"},
 {"exportId":"00000000-0000-4000-8000-000636992702","enrollmentId":"00000000-0000-4000-8000-000669924172","assignmentId":"00000000-0000-4000-8000-000867519832","value":"ExportedGrade value 2"}]');
INSERT INTO "Extension" SELECT * FROM json_populate_recordset(null::"Extension",
'[{"id":"00000000-0000-4000-8000-009589034631","assignmentId":"00000000-0000-4000-8000-007061632491","enrollmentId":"00000000-0000-4000-8000-000936167031","groupId":"00000000-0000-4000-8000-002826166951","until":"2026-11-01T12:00:00.123+00:00","reason":"Extension reason 1","grantedBy":"Extension grantedBy 1","grantedAt":"2026-11-01T12:00:00.123+00:00","revokedAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-009589034632","assignmentId":"00000000-0000-4000-8000-007061632492","enrollmentId":"00000000-0000-4000-8000-000936167032","groupId":"00000000-0000-4000-8000-002826166952","until":"2026-11-02T12:00:00.123+00:00","reason":"Extension reason 2","grantedBy":"Extension grantedBy 2","grantedAt":"2026-11-02T12:00:00.123+00:00","revokedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "GradeExport" SELECT * FROM json_populate_recordset(null::"GradeExport",
'[{"id":"00000000-0000-4000-8000-000636992701","courseId":"00000000-0000-4000-8000-001639836951","format":"GradeExport format 1","options":{"row": 1},"upload":"\\x0100ff","uploadName":"GradeExport uploadName 1","createdBy":"GradeExport createdBy 1","createdAt":"2026-11-01T12:00:00.123+00:00","finishedAt":"2026-11-01T12:00:00.123+00:00","rows":1},
 {"id":"00000000-0000-4000-8000-000636992702","courseId":"00000000-0000-4000-8000-001639836952","format":"GradeExport format 2","options":{"row": 2},"upload":"\\x0200ff","uploadName":"GradeExport uploadName 2","createdBy":"GradeExport createdBy 2","createdAt":"2026-11-02T12:00:00.123+00:00","finishedAt":"2026-11-02T12:00:00.123+00:00","rows":2}]');
INSERT INTO "GradeOverride" SELECT * FROM json_populate_recordset(null::"GradeOverride",
'[{"enrollmentId":"00000000-0000-4000-8000-000936167031","assignmentId":"00000000-0000-4000-8000-007061632491","points":1.2500,"reason":"GradeOverride reason 1","setBy":"GradeOverride setBy 1","setAt":"2026-11-01T12:00:00.123+00:00"},
 {"enrollmentId":"00000000-0000-4000-8000-000936167032","assignmentId":"00000000-0000-4000-8000-007061632492","points":2.2500,"reason":"GradeOverride reason 2","setBy":"GradeOverride setBy 2","setAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "GroupMember" SELECT * FROM json_populate_recordset(null::"GroupMember",
'[{"groupId":"00000000-0000-4000-8000-002826166951","enrollmentId":"00000000-0000-4000-8000-000936167031"},
 {"groupId":"00000000-0000-4000-8000-002826166952","enrollmentId":"00000000-0000-4000-8000-000936167032"}]');
INSERT INTO "LoginSession" SELECT * FROM json_populate_recordset(null::"LoginSession",
'[{"tokenHash":"LoginSession tokenHash 1","userId":"00000000-0000-4000-8000-004151680321","createdAt":"2026-11-01T12:00:00.123+00:00","expiresAt":"2026-11-01T12:00:00.123+00:00"},
 {"tokenHash":"LoginSession tokenHash 2","userId":"00000000-0000-4000-8000-004151680322","createdAt":"2026-11-02T12:00:00.123+00:00","expiresAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "OutboxEntry" SELECT * FROM json_populate_recordset(null::"OutboxEntry",
'[{"attemptId":"00000000-0000-4000-8000-000853553581","createdAt":"2026-11-01T12:00:00.123+00:00","dispatchedAt":"2026-11-01T12:00:00.123+00:00"},
 {"attemptId":"00000000-0000-4000-8000-000853553582","createdAt":"2026-11-02T12:00:00.123+00:00","dispatchedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Push" SELECT * FROM json_populate_recordset(null::"Push",
'[{"id":"00000000-0000-4000-8000-000475393411","repositoryId":"00000000-0000-4000-8000-008400933371","oldCommit":"Push oldCommit 1","newCommit":"Push newCommit 1","receivedAt":"2026-11-01T12:00:00.123+00:00","confirmedAt":"2026-11-01T12:00:00.123+00:00","voidedAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-000475393412","repositoryId":"00000000-0000-4000-8000-008400933372","oldCommit":"Push oldCommit 2","newCommit":"Push newCommit 2","receivedAt":"2026-11-02T12:00:00.123+00:00","confirmedAt":"2026-11-02T12:00:00.123+00:00","voidedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "PushToken" SELECT * FROM json_populate_recordset(null::"PushToken",
'[{"tokenHash":"PushToken tokenHash 1","repositoryId":"00000000-0000-4000-8000-008400933371","createdAt":"2026-11-01T12:00:00.123+00:00","expiresAt":"2026-11-01T12:00:00.123+00:00","revokedAt":"2026-11-01T12:00:00.123+00:00"},
 {"tokenHash":"PushToken tokenHash 2","repositoryId":"00000000-0000-4000-8000-008400933372","createdAt":"2026-11-02T12:00:00.123+00:00","expiresAt":"2026-11-02T12:00:00.123+00:00","revokedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Regrade" SELECT * FROM json_populate_recordset(null::"Regrade",
'[{"id":"00000000-0000-4000-8000-008119563001","assignmentId":"00000000-0000-4000-8000-007061632491","versionHash":"AssignmentVersion hash 1","state":"published","reason":"Regrade reason 1","startedBy":"Regrade startedBy 1","startedAt":"2026-11-01T12:00:00.123+00:00","settledBy":"Regrade settledBy 1","settledAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-008119563002","assignmentId":"00000000-0000-4000-8000-007061632492","versionHash":"AssignmentVersion hash 2","state":"discarded","reason":"Regrade reason 2","startedBy":"Regrade startedBy 2","startedAt":"2026-11-02T12:00:00.123+00:00","settledBy":"Regrade settledBy 2","settledAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Repository" SELECT * FROM json_populate_recordset(null::"Repository",
'[{"id":"00000000-0000-4000-8000-008400933371","enrollmentId":"00000000-0000-4000-8000-000936167031","path":"Repository path 1","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-008400933372","enrollmentId":"00000000-0000-4000-8000-000936167032","path":"Repository path 2","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "SshKey" SELECT * FROM json_populate_recordset(null::"SshKey",
'[{"fingerprint":"SshKey fingerprint 1","userId":"00000000-0000-4000-8000-004151680321","publicKey":"SshKey publicKey 1","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"fingerprint":"SshKey fingerprint 2","userId":"00000000-0000-4000-8000-004151680322","publicKey":"SshKey publicKey 2","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "StudentGroup" SELECT * FROM json_populate_recordset(null::"StudentGroup",
'[{"id":"00000000-0000-4000-8000-002826166951","courseId":"00000000-0000-4000-8000-001639836951","name":"StudentGroup name 1"},
 {"id":"00000000-0000-4000-8000-002826166952","courseId":"00000000-0000-4000-8000-001639836952","name":"StudentGroup name 2"}]');
INSERT INTO "Submission" SELECT * FROM json_populate_recordset(null::"Submission",
'[{"id":"00000000-0000-4000-8000-005838203551","pushId":"00000000-0000-4000-8000-000475393411","enrollmentId":"00000000-0000-4000-8000-000936167031","assignmentId":"00000000-0000-4000-8000-007061632491","treeHash":"Submission treeHash 1","receivedAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-005838203552","pushId":"00000000-0000-4000-8000-000475393412","enrollmentId":"00000000-0000-4000-8000-000936167032","assignmentId":"00000000-0000-4000-8000-007061632492","treeHash":"Submission treeHash 2","receivedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "SubmissionChoice" SELECT * FROM json_populate_recordset(null::"SubmissionChoice",
'[{"enrollmentId":"00000000-0000-4000-8000-000936167031","assignmentId":"00000000-0000-4000-8000-007061632491","submissionId":"00000000-0000-4000-8000-005838203551","chosenAt":"2026-11-01T12:00:00.123+00:00"},
 {"enrollmentId":"00000000-0000-4000-8000-000936167032","assignmentId":"00000000-0000-4000-8000-007061632492","submissionId":"00000000-0000-4000-8000-005838203552","chosenAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "SubmissionFile" SELECT * FROM json_populate_recordset(null::"SubmissionFile",
'[{"submissionId":"00000000-0000-4000-8000-005838203551","path":"SubmissionFile path 1","content":"\\x0100ff"},
 {"submissionId":"00000000-0000-4000-8000-005838203552","path":"SubmissionFile path 2","content":"\\x0200ff"}]');
INSERT INTO "TaskResult" SELECT * FROM json_populate_recordset(null::"TaskResult",
'[{"attemptId":"00000000-0000-4000-8000-000853553581","task":"TaskResult task 1","verdict":"partial","points":1.2500,"maxPoints":1.2500,"report":{"row": 1}},
 {"attemptId":"00000000-0000-4000-8000-000853553582","task":"TaskResult task 2","verdict":"wrong","points":2.2500,"maxPoints":2.2500,"report":{"row": 2}}]');
INSERT INTO "User" SELECT * FROM json_populate_recordset(null::"User",
'[{"id":"00000000-0000-4000-8000-004151680321","email":"User email 1","name":"User name 1","passwordHash":"User passwordHash 1","isAdmin":false,"createdAt":"2026-11-01T12:00:00.123+00:00","language":"User language 1"},
 {"id":"00000000-0000-4000-8000-004151680322","email":"User email 2","name":"User name 2","passwordHash":"User passwordHash 2","isAdmin":true,"createdAt":"2026-11-02T12:00:00.123+00:00","language":"User language 2"}]');
INSERT INTO "Webhook" SELECT * FROM json_populate_recordset(null::"Webhook",
'[{"id":"00000000-0000-4000-8000-008948735171","courseId":"00000000-0000-4000-8000-001639836951","url":"Webhook url 1","secret":"Webhook secret 1","events":["Webhook events 1"],"createdBy":"Webhook createdBy 1","createdAt":"2026-11-01T12:00:00.123+00:00","failingSince":"2026-11-01T12:00:00.123+00:00","disabledAt":"2026-11-01T12:00:00.123+00:00","notice":"Webhook notice 1"},
 {"id":"00000000-0000-4000-8000-008948735172","courseId":"00000000-0000-4000-8000-001639836952","url":"Webhook url 2","secret":"Webhook secret 2","events":["Webhook events 2"],"createdBy":"Webhook createdBy 2","createdAt":"2026-11-02T12:00:00.123+00:00","failingSince":"2026-11-02T12:00:00.123+00:00","disabledAt":"2026-11-02T12:00:00.123+00:00","notice":"Webhook notice 2"}]');
INSERT INTO "WebhookDelivery" SELECT * FROM json_populate_recordset(null::"WebhookDelivery",
'[{"id":"00000000-0000-4000-8000-003146427501","webhookId":"00000000-0000-4000-8000-008948735171","event":"WebhookDelivery event 1","payload":{"row": 1},"createdAt":"2026-11-01T12:00:00.123+00:00","tries":1,"nextTryAt":"2026-11-01T12:00:00.123+00:00","deliveredAt":"2026-11-01T12:00:00.123+00:00","failure":"WebhookDelivery failure 1"},
 {"id":"00000000-0000-4000-8000-003146427502","webhookId":"00000000-0000-4000-8000-008948735172","event":"WebhookDelivery event 2","payload":{"row": 2},"createdAt":"2026-11-02T12:00:00.123+00:00","tries":2,"nextTryAt":"2026-11-02T12:00:00.123+00:00","deliveredAt":"2026-11-02T12:00:00.123+00:00","failure":"WebhookDelivery failure 2"}]');
INSERT INTO "WorkerStatus" SELECT * FROM json_populate_recordset(null::"WorkerStatus",
'[{"name":"WorkerStatus name 1","runtime":"WorkerStatus runtime 1","backend":"WorkerStatus backend 1","remote":false,"devices":["WorkerStatus devices 1"],"concurrency":1,"layers":{"row": 1},"refusal":"WorkerStatus refusal 1","startedAt":"2026-11-01T12:00:00.123+00:00","lastSeenAt":"2026-11-01T12:00:00.123+00:00"},
 {"name":"WorkerStatus name 2","runtime":"WorkerStatus runtime 2","backend":"WorkerStatus backend 2","remote":true,"devices":["WorkerStatus devices 2"],"concurrency":2,"layers":{"row": 2},"refusal":"WorkerStatus refusal 2","startedAt":"2026-11-02T12:00:00.123+00:00","lastSeenAt":"2026-11-02T12:00:00.123+00:00"}]');
SET session_replication_role = 'origin';
