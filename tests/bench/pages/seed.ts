// A course of any size in the middle of its term, written by a few SQL statements: students of every strength hand in
// again and again, most of them in the last days before a deadline. The same numbers make the same course.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packBundle } from '@residual/assignments';
import { hashPassword } from '@residual/store';
import { Client } from 'pg';

export interface CourseSize {
  readonly slug: string;
  readonly title: string;
  readonly students: number;
  readonly assignments: number;
  /** To each assignment, of each student who does it at all. */
  readonly submissions: number;
  readonly password: string;
}

const FOLDER = join(import.meta.dirname, '../../../assignments/linear-regression');

const TITLES = [
  'Warm-up',
  'Tensors and shapes',
  'Linear regression',
  'Logistic regression',
  'Gradients by hand',
  'Momentum',
  'Regularisation',
  'Softmax',
  'Two layers',
  'Learning rates',
  'Initialisation',
  'Project',
];
const FIRST =
  'Ada Alan Alonzo Anna Barbara Bernhard Carl Cécile Claude Dana David Edsger Emmy Ernst Evelyn Felix Frances Georg Grace Hanna Hedy Henri Ida Jana John Julia Karen Katherine Kurt Leonhard Maria Mary Niels Noor Olga Paul Radia Sofja Stephen Yuki';
const LAST =
  'Abel Bernstein Cantor Dedekind Euler Fermat Gauß Hilbert Ito Jacobi Kowalewskaja Lovelace Minkowski Noether Oresme Poincaré Quine Riemann Sato Turing Ulam Vapnik Weyl Xu Yao Zuse Becker Çelik Dvořák Eriksen Fischer García Haddad Ivanova Jansen Kaya Lange Müller Novak Öztürk Petrova Quist Richter Schmidt Tanaka Ueda Vogel Wagner Yılmaz Ziegler';

/** Deadlines lie a week apart; the last but one is in two days. @returns the instructor's address */
export async function seedCourse(databaseUrl: string, size: CourseSize): Promise<{ instructor: string }> {
  const { slug, title, students, assignments, submissions } = size;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const instructor = `instructor@${slug}.example`;
  try {
    const files = await Promise.all(
      ['assignment.yaml', 'calibration.json'].map(
        async (file) => [file, new Uint8Array(await readFile(join(FOLDER, file)))] as const,
      ),
    );
    const bundle = packBundle('linear-regression', new Map(files));
    const version = createHash('sha256').update(bundle).digest('hex');
    await client.query('BEGIN');
    // Neither foreign keys row by row nor Progress: that is made at the end, once for each student and assignment.
    await client.query(`SET LOCAL session_replication_role = replica`);
    await client.query(`SELECT setseed(0.25)`);
    await client.query(
      `INSERT INTO "AssignmentVersion" ("hash", "slug", "bundle") VALUES ($1, 'linear-regression', $2) ON CONFLICT DO NOTHING`,
      [version, Buffer.from(bundle)],
    );
    const course = await client.query<{ id: string }>(
      `INSERT INTO "Course" ("id", "slug", "title", "timeZone") VALUES (uuidv7(), $1, $2, 'Europe/Berlin') RETURNING "id"`,
      [slug, title],
    );
    const courseId = course.rows[0].id;
    await client.query(
      `INSERT INTO "Assignment" ("id", "courseId", "slug", "title", "position", "deadline", "versionHash")
       SELECT uuidv7(), $1, trim('-' FROM regexp_replace(lower(name), '[^a-z]+', '-', 'g')), name, i,
         date_trunc('day', now()) + interval '23 hours 59 minutes 59 seconds' + (i - $3::int + 1) * interval '7 days'
           - interval '5 days' + interval '7 days' * ($3::int = 1)::int, $4
       FROM unnest($2::text[]) WITH ORDINALITY AS t(name, i) WHERE i <= $3`,
      [courseId, TITLES, assignments, version],
    );
    await client.query(
      `WITH person AS (
         SELECT i, ($3::text[])[1 + i % cardinality($3::text[])] || ' ' || ($4::text[])[1 + (i * 7 + i / 40) % cardinality($4::text[])] AS name,
           CASE WHEN i = 0 THEN $5 ELSE 's' || lpad(i::text, 5, '0') || '@' || $6 || '.example' END AS email
         FROM generate_series(0, $2::int) i
       ), u AS (
         INSERT INTO "User" ("id", "email", "name", "passwordHash")
         SELECT uuidv7(), email, name, $7 FROM person RETURNING "id", "email"
       ), e AS (
         INSERT INTO "Enrollment" ("id", "courseId", "userId", "role")
         SELECT uuidv7(), $1, u."id", (CASE WHEN u."email" = $5 THEN 'instructor' ELSE 'student' END)::"Role" FROM u
         RETURNING "id", "userId", "role"
       )
       INSERT INTO "Repository" ("id", "enrollmentId", "path")
       SELECT uuidv7(), e."id", $6 || '/' || split_part(u."email", '@', 1) || '.git'
       FROM e JOIN u ON u."id" = e."userId" WHERE e."role" = 'student'`,
      [
        courseId,
        students,
        FIRST.split(' '),
        LAST.split(' '),
        instructor,
        slug,
        await hashPassword(size.password),
      ],
    );
    await client.query(PLAN, [courseId, submissions]);
    await client.query(PUSHES);
    await client.query(SUBMISSIONS);
    await client.query(FILES);
    await client.query(ATTEMPTS, [version]);
    await client.query(RESULTS, [version]);
    await client.query('ANALYZE "Submission", "Attempt", "TaskResult"');
    await client.query(
      `SELECT "refresh_progress"("enrollmentId", "assignmentId") FROM planned WHERE "n" = 1`,
    );
    await client.query('DROP TABLE planned');
    await client.query(
      `INSERT INTO "Extension" ("id", "assignmentId", "enrollmentId", "until", "reason", "grantedBy")
       SELECT uuidv7(), p."assignmentId", p."enrollmentId", a."deadline" + interval '3 days', 'ill', $2
       FROM "Progress" p JOIN "Assignment" a ON a."id" = p."assignmentId" WHERE a."courseId" = $1 AND random() < 0.01`,
      [courseId, instructor],
    );
    await client.query(
      `INSERT INTO "GradeOverride" ("enrollmentId", "assignmentId", "points", "reason", "setBy")
       SELECT p."enrollmentId", p."assignmentId", CASE WHEN random() < 0.5 THEN 15 END, 'marked by hand', $2
       FROM "Progress" p JOIN "Assignment" a ON a."id" = p."assignmentId" WHERE a."courseId" = $1 AND random() < 0.004`,
      [courseId, instructor],
    );
    await client.query(
      `INSERT INTO "AuditEntry" ("id", "at", "actor", "action", "courseId", "subject", "after", "reason")
       SELECT uuidv7(), "grantedAt" - random() * interval '60 days', "grantedBy", 'extension granted', $1, a."slug" || ' ' || u."email",
         jsonb_build_object('extension', x."id", 'deadline', x."until"), x."reason"
       FROM "Extension" x JOIN "Assignment" a ON a."id" = x."assignmentId"
       JOIN "Enrollment" e ON e."id" = x."enrollmentId" JOIN "User" u ON u."id" = e."userId" WHERE a."courseId" = $1`,
      [courseId],
    );
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
  return { instructor };
}

/** Who hands in what and when, and how many of the 20 points it gets. */
const PLAN = `
  CREATE TEMP TABLE planned AS
  WITH student AS (
    SELECT e."id", r."id" AS "repositoryId", random() AS skill, random() AS zeal
    FROM "Enrollment" e JOIN "Repository" r ON r."enrollmentId" = e."id" WHERE e."courseId" = $1
  ), doing AS (
    SELECT s."id" AS "enrollmentId", s."repositoryId", s.skill, a."id" AS "assignmentId", a."deadline", random() AS ease,
      -- Somebody who comes late to it hands in fewer.
      $2::int AS most
    FROM student s CROSS JOIN "Assignment" a
    WHERE a."courseId" = $1 AND a."deadline" - interval '8 days' < now()
      AND (random() < 0.97 - 0.25 * (s.zeal < 0.1)::int - 0.55 * (a."deadline" > now())::int)
  ), handed AS (
    SELECT d.*, n, least(
      d."deadline" - (most - n) * interval '9 hours' - random() * interval '8 hours' + interval '1 day' * (ease > 0.93)::int,
      now() - (most - n) * interval '47 minutes' - random() * interval '40 minutes'
    ) AS "receivedAt"
    FROM doing d CROSS JOIN LATERAL generate_series(1, most) n
  )
  SELECT uuidv7() AS "pushId", uuidv7() AS "submissionId", uuidv7() AS "attemptId", *,
    least(20, greatest(0, floor(20 * (0.45 * skill + 0.3 * ease + 0.6 * n / most + 0.25 * random() - 0.2))))::int AS points
  FROM handed`;

const COMMIT = `encode(substring(sha256("submissionId"::text::bytea) FROM 1 FOR 20), 'hex')`;

const PUSHES = `
  INSERT INTO "Push" ("id", "repositoryId", "oldCommit", "newCommit", "receivedAt", "confirmedAt")
  SELECT "pushId", "repositoryId", repeat('0', 40), ${COMMIT}, "receivedAt", "receivedAt" FROM planned`;

const SUBMISSIONS = `
  INSERT INTO "Submission" ("id", "pushId", "enrollmentId", "assignmentId", "treeHash", "receivedAt")
  SELECT "submissionId", "pushId", "enrollmentId", "assignmentId", ${COMMIT}, "receivedAt" FROM planned
  ORDER BY "receivedAt"`;

const FILES = `
  INSERT INTO "SubmissionFile" ("submissionId", "path", "content")
  SELECT "submissionId", task || '.ts', convert_to(E'import tf from \\'tensorflow\\';\\n// ' || task || E'\\n', 'UTF8')
  FROM planned CROSS JOIN unnest(ARRAY['closed-form', 'gradient-descent']) task WHERE n >= most - 1`;

const ATTEMPTS = `
  INSERT INTO "Attempt" ("id", "submissionId", "number", "versionHash", "state", "queuedAt", "startedAt", "finishedAt",
    "worker", "points", "maxPoints")
  SELECT "attemptId", "submissionId", 1, $1, 'graded', "receivedAt", "receivedAt" + interval '80 milliseconds',
    "receivedAt" + interval '1 second' * (1 + random()), 'worker-1', points, 20
  FROM planned ORDER BY "receivedAt"`;

/** As small as reports can be, but for the last one of each student: that has a curve. */
const RESULTS = `
  INSERT INTO "TaskResult" ("attemptId", "task", "verdict", "points", "maxPoints", "report")
  SELECT "attemptId", task, verdict::"Verdict", reached, 10, jsonb_build_object(
    'task', task, 'verdict', verdict, 'points', reached::text, 'maxPoints', '10', 'summary', 'The verdict is ' || verdict || '.',
    'file', task || '.ts', 'output', jsonb_build_object('text', '', 'truncated', false),
    'checks', jsonb_build_array(
      jsonb_build_object('name', 'loss-value', 'title', 'loss is the mean of squared errors', 'points', least(reached, 4)::text,
        'maxPoints', '4', 'hidden', false, 'status', CASE WHEN reached < 4 THEN 'failed' ELSE 'passed' END,
        'figure', 'largest relative difference 3.1e-8 at 5 weights, allowed 2.4e-6'),
      jsonb_build_object('name', 'training-loss', 'title', 'the final loss on the training data', 'points', greatest(0, reached - 4)::text,
        'maxPoints', '6', 'hidden', false, 'status', CASE WHEN reached < 10 THEN 'failed' ELSE 'passed' END)),
    'diagnoses', CASE WHEN reached = 10 OR mistake > 7 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
      'name', (ARRAY['sum-instead-of-mean', 'loss-negated', 'labels-0-1', 'missing-assign', 'ascent', 'wrong-axis', 'loss-doubled', 'broadcast'])[1 + mistake],
      'title', (ARRAY['a sum where a mean is asked for', 'the sign of the whole loss is flipped', 'labels 0 and 1 where −1 and +1 are meant',
        'the update is never assigned to w', 'the loss is climbed, not descended', 'the mean is taken over the wrong axis',
        'a factor of two too many', 'every prediction meets every label'])[1 + mistake],
      'evidence', 'The measured loss fits it to 7 digits.', 'remedy', 'Look at the line that makes the loss.', 'certainty', 'likely')) END,
    'timings', jsonb_build_object('programMs', 843.2, 'gradingMs', 311),
    'receipt', jsonb_build_object('assignmentVersion', $1::text, 'runtime', 'residual 0.1.0', 'backend', 'wasm', 'seed', 42)
  ) || CASE WHEN n = most AND task = 'gradient-descent' THEN curve ELSE '{}' END
  FROM (
    SELECT *, floor(11 * random() * random())::int AS mistake,
      CASE WHEN reached = 10 THEN 'correct' WHEN reached >= 4 THEN 'partial' ELSE 'wrong' END AS verdict
    FROM (
      SELECT "attemptId", n, most, task, CASE task WHEN 'closed-form' THEN least(10, points) ELSE greatest(0, points - 10) END AS reached
      FROM planned CROSS JOIN unnest(ARRAY['closed-form', 'gradient-descent']) task
    ) halves
  ) judged
  CROSS JOIN (
    SELECT jsonb_build_object('curve', jsonb_build_object(
      'steps', jsonb_agg(10 * i ORDER BY i), 'training', jsonb_agg(round((0.1 + 0.9 * exp(-i / 13.0))::numeric, 6) ORDER BY i),
      'validation', jsonb_agg(round((0.3 + 0.7 * exp(-i / 11.0))::numeric, 6) ORDER BY i))) AS curve
    FROM generate_series(0, 100) i
  ) learned`;
