-- AlterTable
ALTER TABLE "Progress" ADD COLUMN     "scoreBin" SMALLINT,
ADD COLUMN     "secondsToPass" INTEGER;

-- AlterTable
ALTER TABLE "Submission" ADD COLUMN     "resultMaxPoints" DECIMAL(10,4),
ADD COLUMN     "resultPoints" DECIMAL(10,4),
ADD COLUMN     "resultState" "AttemptState";

-- Pages read grades of many students at once: each submission has its result beside it, kept by the same trigger.

CREATE OR REPLACE FUNCTION "refresh_progress"(enrollment uuid, assignment uuid) RETURNS void LANGUAGE plpgsql AS $$
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
    "secondsToPass" = extract(epoch FROM whole."passedAt" - whole."firstAt")::int,
    "scoreBin" = CASE WHEN judged."maxPoints" > 0 THEN
      least(10, floor(10 * judged."points" / judged."maxPoints")) END,
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
  UPDATE "Submission" s SET
    "resultState" = newest."state", "resultPoints" = graded."points", "resultMaxPoints" = graded."maxPoints"
  FROM "Submission" o
  LEFT JOIN LATERAL (
    SELECT a."state" FROM "Attempt" a
    WHERE a."submissionId" = o."id" AND a."number" > 0 ORDER BY a."number" DESC LIMIT 1
  ) newest ON true
  LEFT JOIN LATERAL (
    SELECT a."points", a."maxPoints" FROM "Attempt" a
    WHERE a."submissionId" = o."id" AND a."number" > 0 AND a."state" = 'graded' ORDER BY a."number" DESC LIMIT 1
  ) graded ON true
  WHERE o."enrollmentId" = enrollment AND o."assignmentId" = assignment AND s."id" = o."id"
    AND (s."resultState", s."resultPoints", s."resultMaxPoints")
      IS DISTINCT FROM (newest."state", graded."points", graded."maxPoints");
END $$;

SELECT "refresh_progress"(s."enrollmentId", s."assignmentId")
FROM (SELECT DISTINCT "enrollmentId", "assignmentId" FROM "Submission") s;
