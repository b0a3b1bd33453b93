-- Written by: node tests/support/released-schema/write.ts first-schema 20261122200456_init
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

CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count") VALUES
('00000000-0000-4000-8000-000000000001', '23a559a0644293eccd085692c4781d7ea10512fb70300ec1924bac9359a0b7d7', now(), '20261122200456_init', 1);
SET session_replication_role = 'replica';
INSERT INTO "Assignment" SELECT * FROM json_populate_recordset(null::"Assignment",
'[{"id":"00000000-0000-4000-8000-007061632491","courseId":"00000000-0000-4000-8000-001639836951","slug":"Assignment slug 1","title":"Assignment title 1","position":1,"deadline":"2026-11-01T12:00:00.123+00:00","versionHash":"AssignmentVersion hash 1","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-007061632492","courseId":"00000000-0000-4000-8000-001639836952","slug":"Assignment slug 2","title":"Assignment title 2","position":2,"deadline":"2026-11-02T12:00:00.123+00:00","versionHash":"AssignmentVersion hash 2","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "AssignmentVersion" SELECT * FROM json_populate_recordset(null::"AssignmentVersion",
'[{"hash":"AssignmentVersion hash 1","slug":"AssignmentVersion slug 1","bundle":"\\x0100ff","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"hash":"AssignmentVersion hash 2","slug":"AssignmentVersion slug 2","bundle":"\\x0200ff","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Attempt" SELECT * FROM json_populate_recordset(null::"Attempt",
'[{"id":"00000000-0000-4000-8000-000853553581","submissionId":"00000000-0000-4000-8000-005838203551","number":1,"reason":"retry","versionHash":"AssignmentVersion hash 1","state":"running","queuedAt":"2026-11-01T12:00:00.123+00:00","startedAt":"2026-11-01T12:00:00.123+00:00","finishedAt":"2026-11-01T12:00:00.123+00:00","worker":"Attempt worker 1","points":1.2500,"maxPoints":1.2500,"failure":"Attempt failure 1"},
 {"id":"00000000-0000-4000-8000-000853553582","submissionId":"00000000-0000-4000-8000-005838203552","number":2,"reason":"regrade","versionHash":"AssignmentVersion hash 2","state":"graded","queuedAt":"2026-11-02T12:00:00.123+00:00","startedAt":"2026-11-02T12:00:00.123+00:00","finishedAt":"2026-11-02T12:00:00.123+00:00","worker":"Attempt worker 2","points":2.2500,"maxPoints":2.2500,"failure":"Attempt failure 2"}]');
INSERT INTO "Course" SELECT * FROM json_populate_recordset(null::"Course",
'[{"id":"00000000-0000-4000-8000-001639836951","slug":"Course slug 1","title":"Course title 1","timeZone":"Course timeZone 1","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-001639836952","slug":"Course slug 2","title":"Course title 2","timeZone":"Course timeZone 2","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Enrollment" SELECT * FROM json_populate_recordset(null::"Enrollment",
'[{"id":"00000000-0000-4000-8000-000936167031","courseId":"00000000-0000-4000-8000-001639836951","userId":"00000000-0000-4000-8000-004151680321","role":"assistant","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-000936167032","courseId":"00000000-0000-4000-8000-001639836952","userId":"00000000-0000-4000-8000-004151680322","role":"student","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
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
INSERT INTO "Repository" SELECT * FROM json_populate_recordset(null::"Repository",
'[{"id":"00000000-0000-4000-8000-008400933371","enrollmentId":"00000000-0000-4000-8000-000936167031","path":"Repository path 1","createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-008400933372","enrollmentId":"00000000-0000-4000-8000-000936167032","path":"Repository path 2","createdAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "Submission" SELECT * FROM json_populate_recordset(null::"Submission",
'[{"id":"00000000-0000-4000-8000-005838203551","pushId":"00000000-0000-4000-8000-000475393411","enrollmentId":"00000000-0000-4000-8000-000936167031","assignmentId":"00000000-0000-4000-8000-007061632491","treeHash":"Submission treeHash 1","receivedAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-005838203552","pushId":"00000000-0000-4000-8000-000475393412","enrollmentId":"00000000-0000-4000-8000-000936167032","assignmentId":"00000000-0000-4000-8000-007061632492","treeHash":"Submission treeHash 2","receivedAt":"2026-11-02T12:00:00.123+00:00"}]');
INSERT INTO "SubmissionFile" SELECT * FROM json_populate_recordset(null::"SubmissionFile",
'[{"submissionId":"00000000-0000-4000-8000-005838203551","path":"SubmissionFile path 1","content":"\\x0100ff"},
 {"submissionId":"00000000-0000-4000-8000-005838203552","path":"SubmissionFile path 2","content":"\\x0200ff"}]');
INSERT INTO "TaskResult" SELECT * FROM json_populate_recordset(null::"TaskResult",
'[{"attemptId":"00000000-0000-4000-8000-000853553581","task":"TaskResult task 1","verdict":"partial","points":1.2500,"maxPoints":1.2500,"report":{"row": 1}},
 {"attemptId":"00000000-0000-4000-8000-000853553582","task":"TaskResult task 2","verdict":"wrong","points":2.2500,"maxPoints":2.2500,"report":{"row": 2}}]');
INSERT INTO "User" SELECT * FROM json_populate_recordset(null::"User",
'[{"id":"00000000-0000-4000-8000-004151680321","email":"User email 1","name":"User name 1","passwordHash":"User passwordHash 1","isAdmin":false,"createdAt":"2026-11-01T12:00:00.123+00:00"},
 {"id":"00000000-0000-4000-8000-004151680322","email":"User email 2","name":"User name 2","passwordHash":"User passwordHash 2","isAdmin":true,"createdAt":"2026-11-02T12:00:00.123+00:00"}]');
SET session_replication_role = 'origin';
