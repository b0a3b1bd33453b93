-- CreateTable
CREATE TABLE "Progress" (
    "enrollmentId" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "submissions" INTEGER NOT NULL DEFAULT 0,
    "firstAt" TIMESTAMPTZ(3),
    "lastAt" TIMESTAMPTZ(3),
    "passedAt" TIMESTAMPTZ(3),
    "submissionsToPass" INTEGER,
    "submissionId" UUID,
    "state" "AttemptState",
    "attemptId" UUID,
    "points" DECIMAL(10,4),
    "maxPoints" DECIMAL(10,4),
    "bestPoints" DECIMAL(10,4),
    "verdicts" "Verdict"[],
    "diagnoses" TEXT[],

    CONSTRAINT "Progress_pkey" PRIMARY KEY ("enrollmentId","assignmentId")
);

-- CreateTable
CREATE TABLE "StaffNote" (
    "id" UUID NOT NULL,
    "enrollmentId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "writtenBy" TEXT NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StaffNote_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Progress_assignmentId_idx" ON "Progress"("assignmentId");

-- CreateIndex
CREATE INDEX "StaffNote_enrollmentId_idx" ON "StaffNote"("enrollmentId");

-- CreateIndex
CREATE INDEX "Submission_assignmentId_receivedAt_idx" ON "Submission"("assignmentId", "receivedAt");

-- AddForeignKey
ALTER TABLE "Progress" ADD CONSTRAINT "Progress_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Progress" ADD CONSTRAINT "Progress_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffNote" ADD CONSTRAINT "StaffNote_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "Enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Prisma knows no functions and triggers: whoever writes attempts, the row that sums them up is right when they commit.

CREATE FUNCTION "refresh_progress"(enrollment uuid, assignment uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "Progress" ("enrollmentId", "assignmentId") VALUES (enrollment, assignment) ON CONFLICT DO NOTHING;
  -- Whoever comes second waits here, and its next statement sees what the first has committed.
  PERFORM 1 FROM "Progress" WHERE "enrollmentId" = enrollment AND "assignmentId" = assignment FOR UPDATE;
  WITH own AS (
    SELECT s."id", s."receivedAt", newest."state", graded."id" AS "attemptId", graded."points", graded."maxPoints"
    FROM "Submission" s
    LEFT JOIN LATERAL (
      SELECT a."state" FROM "Attempt" a
      WHERE a."submissionId" = s."id" AND a."number" > 0 ORDER BY a."number" DESC LIMIT 1
    ) newest ON true
    LEFT JOIN LATERAL (
      SELECT a."id", a."points", a."maxPoints" FROM "Attempt" a
      WHERE a."submissionId" = s."id" AND a."number" > 0 AND a."state" = 'graded' ORDER BY a."number" DESC LIMIT 1
    ) graded ON true
    WHERE s."enrollmentId" = enrollment AND s."assignmentId" = assignment
  ), whole AS (
    SELECT count(*)::int AS "submissions", min("receivedAt") AS "firstAt", max("receivedAt") AS "lastAt",
      min("receivedAt") FILTER (WHERE "points" >= "maxPoints") AS "passedAt", max("points") AS "bestPoints"
    FROM own
  ), latest AS (
    SELECT "id", "state" FROM own ORDER BY "receivedAt" DESC, "id" DESC LIMIT 1
  ), judged AS (
    SELECT "attemptId", "points", "maxPoints" FROM own
    WHERE "attemptId" IS NOT NULL ORDER BY "receivedAt" DESC, "id" DESC LIMIT 1
  )
  UPDATE "Progress" p SET
    "submissions" = whole."submissions", "firstAt" = whole."firstAt", "lastAt" = whole."lastAt",
    "passedAt" = whole."passedAt",
    "submissionsToPass" = CASE WHEN whole."passedAt" IS NOT NULL THEN
      (SELECT count(*)::int FROM own WHERE "receivedAt" <= whole."passedAt") END,
    "submissionId" = latest."id", "state" = latest."state",
    "attemptId" = judged."attemptId", "points" = judged."points", "maxPoints" = judged."maxPoints",
    "bestPoints" = whole."bestPoints",
    "verdicts" = coalesce((
      SELECT array_agg(DISTINCT r."verdict") FROM "TaskResult" r WHERE r."attemptId" = judged."attemptId"
    ), '{}'),
    "diagnoses" = coalesce((
      SELECT array_agg(DISTINCT r."task" || '/' || (d ->> 'name'))
      FROM "TaskResult" r, jsonb_array_elements(
        CASE jsonb_typeof(r."report" -> 'diagnoses') WHEN 'array' THEN r."report" -> 'diagnoses' ELSE '[]' END
      ) d
      WHERE r."attemptId" = judged."attemptId"
    ), '{}')
  FROM whole LEFT JOIN latest ON true LEFT JOIN judged ON true
  WHERE p."enrollmentId" = enrollment AND p."assignmentId" = assignment;
END $$;

CREATE FUNCTION "attempt_changes_progress"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "refresh_progress"(s."enrollmentId", s."assignmentId") FROM "Submission" s WHERE s."id" = NEW."submissionId";
  RETURN NULL;
END $$;

-- At the end of the transaction: results are written after their attempt.
CREATE CONSTRAINT TRIGGER "Attempt_changes_progress" AFTER INSERT OR UPDATE ON "Attempt"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."number" > 0)
  EXECUTE FUNCTION "attempt_changes_progress"();

SELECT "refresh_progress"(s."enrollmentId", s."assignmentId")
FROM (SELECT DISTINCT "enrollmentId", "assignmentId" FROM "Submission") s;
