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
