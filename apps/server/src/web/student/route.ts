import { Router, type Request, type Response } from 'express';
import {
  addNote,
  createPassword,
  findMember,
  grantExtension,
  isStaffAnywhere,
  listCourseAssignments,
  listNotes,
  listStudentExtensions,
  listSubmissions,
  readGrades,
  readScoreHistory,
  removeNote,
  removeOverride,
  replacePushTokens,
  revokeExtension,
  setOverride,
  setPassword,
  startRegrade,
  type GradebookAssignment,
  type Member,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import {
  momentField,
  pointsField,
  readForm,
  reasonField,
  refuse,
  type RefusedForm,
} from '../forms/read-form.ts';
import { notFound } from '../http-error.ts';
import { requireInstructor, requireStaff, type StaffView } from '../staff.ts';
import { secretPage, studentStaffPage } from './page.ts';

const RECENT = 50;

type StudentRequest = Request<{ course: string; enrollment: string }>;
type CellRequest = Request<{ course: string; enrollment: string; assignment: string }>;

const reasonForm = z.object({ reason: reasonField });

export function studentRoutes({ store, configuration }: ServerContext): Router {
  const router = Router();

  /** @throws HttpError 404 */
  async function requireMember(view: StaffView, { params }: StudentRequest): Promise<Member> {
    const enrollmentId = z.uuid().safeParse(params.enrollment).data;
    const student = enrollmentId && (await findMember(store, { courseId: view.course.id, enrollmentId }));
    if (!student) throw notFound();
    return student;
  }

  /** What an instructor changes about one student's grade. @throws HttpError 404 or 403 */
  async function requireCell(request: CellRequest, response: Response) {
    const view = requireInstructor(request, response);
    const student = await requireMember(view, request);
    const assignments = await listCourseAssignments(store, view.course.id);
    const assignment = assignments.find(({ slug }) => slug === request.params.assignment);
    if (!assignment) throw notFound();
    const place = `/courses/${view.course.slug}/students/${student.enrollmentId}?assignment=${assignment.slug}`;
    const cell = { enrollmentId: student.enrollmentId, assignmentId: assignment.id, by: view.viewer.email };
    return { view, student, assignments, assignment, place, cell };
  }

  async function show(
    request: StudentRequest,
    response: Response,
    view: StaffView,
    options: {
      student: Member;
      assignments?: readonly GradebookAssignment[];
      assignment?: GradebookAssignment;
      refused?: RefusedForm;
    },
  ): Promise<void> {
    const { student, refused = null } = options;
    const { enrollmentId } = student;
    const courseId = view.course.id;
    const now = new Date();
    const assignments = options.assignments ?? (await listCourseAssignments(store, courseId));
    const chosen =
      options.assignment ?? assignments.find(({ slug }) => slug === request.query.assignment) ?? null;
    const [grades, history, extensions, notes, submissions] = await Promise.all([
      readGrades(store, { courseId, enrollmentIds: [enrollmentId], now }),
      readScoreHistory(store, enrollmentId),
      chosen ? listStudentExtensions(store, { enrollmentId, assignmentId: chosen.id }) : [],
      listNotes(store, enrollmentId),
      listSubmissions(store, {
        enrollmentId,
        ...(chosen && { assignmentId: chosen.id }),
        ...(request.query.submissions !== 'all' && { limit: RECENT }),
      }),
    ]);
    const own = grades.get(enrollmentId)!;
    response.status(refused ? 422 : 200).send(
      studentStaffPage({
        ...view,
        student,
        assignments,
        grades: assignments.map(({ id }) => own.get(id)!),
        history,
        chosen,
        extensions,
        notes,
        submissions,
        refused,
        done: request.query.done,
        now,
      }),
    );
  }

  router.get('/courses/:course/students/:enrollment', async (request, response) => {
    const view = requireStaff(request, response);
    await show(request, response, view, { student: await requireMember(view, request) });
  });

  router.post('/courses/:course/students/:enrollment/notes', async (request, response) => {
    const view = requireStaff(request, response);
    const student = await requireMember(view, request);
    const schema = z.object({
      text: z.string({ error: 'empty' }).trim().min(1, 'empty').max(4_000, 'tooLong'),
    });
    const read = readForm('note', schema, request.body);
    if (!read.ok) return show(request, response, view, { student, refused: read.refused });
    const { enrollmentId } = student;
    await addNote(store, { enrollmentId, text: read.value.text, writtenBy: view.viewer.email });
    response.redirect(303, `/courses/${view.course.slug}/students/${enrollmentId}?done=noted#notes`);
  });

  router.post('/courses/:course/students/:enrollment/notes/remove', async (request, response) => {
    const view = requireStaff(request, response);
    const { enrollmentId } = await requireMember(view, request);
    const { note: id } = z.object({ note: z.uuid() }).catch({ note: '' }).parse(request.body);
    const isRemoved =
      id !== '' && (await removeNote(store, { id, enrollmentId, writtenBy: view.viewer.email }));
    if (!isRemoved) throw notFound();
    response.redirect(303, `/courses/${view.course.slug}/students/${enrollmentId}?done=removed#notes`);
  });

  router.post('/courses/:course/students/:enrollment/token', async (request, response) => {
    const view = requireInstructor(request, response);
    const student = await requireMember(view, request);
    if (!student.repository || student.role !== 'student') throw notFound();
    const { token, expiresAt } = await replacePushTokens(store, student.repository.id);
    const url = new URL(`${configuration.publicUrl}/git/${student.repository.path}`);
    url.username = student.email.split('@')[0];
    url.password = token;
    response.set('Cache-Control', 'no-store');
    response.send(secretPage({ ...view, student, kind: 'token', cloneUrl: url.href, expiresAt }));
  });

  router.post('/courses/:course/students/:enrollment/password', async (request, response) => {
    const view = requireInstructor(request, response);
    const student = await requireMember(view, request);
    // An account may be staff elsewhere: whoever teaches a course does not get into those of others by it.
    if (student.role !== 'student' || (await isStaffAnywhere(store, student.userId))) throw notFound();
    const password = createPassword();
    await setPassword(store, student.userId, password);
    response.set('Cache-Control', 'no-store');
    response.send(secretPage({ ...view, student, kind: 'password', password }));
  });

  const cellPath = '/courses/:course/students/:enrollment/:assignment';

  router.post(`${cellPath}/extension`, async (request, response) => {
    const { view, student, assignments, assignment, place, cell } = await requireCell(request, response);
    const schema = z.object({ until: momentField(view.course.timeZone), reason: reasonField });
    const read = readForm('extension', schema, request.body);
    const refused = read.ok
      ? !assignment.deadline
        ? refuse('extension', request.body, { '': 'noDeadline' })
        : read.value.until <= assignment.deadline
          ? refuse('extension', request.body, { until: 'notAfter' })
          : null
      : read.refused;
    if (refused || !read.ok)
      return show(request, response, view, { student, assignments, assignment, refused: refused! });
    await grantExtension(store, {
      assignmentId: assignment.id,
      target: { kind: 'student', id: student.enrollmentId, name: student.email },
      until: read.value.until,
      by: cell.by,
      reason: read.value.reason,
    });
    response.redirect(303, `${place}&done=extended#manage`);
  });

  router.post(`${cellPath}/revoke`, async (request, response) => {
    const { place, cell } = await requireCell(request, response);
    const { extension: id } = z
      .object({ extension: z.string() })
      .catch({ extension: '' })
      .parse(request.body);
    const own = await listStudentExtensions(store, cell);
    if (!own.some((each) => each.id === id)) throw notFound();
    await revokeExtension(store, { id, by: cell.by, reason: 'revoked on the student’s page' });
    response.redirect(303, `${place}&done=revoked#manage`);
  });

  router.post(`${cellPath}/points`, async (request, response) => {
    const { view, place, cell, ...about } = await requireCell(request, response);
    const read = readForm('points', z.object({ points: pointsField, reason: reasonField }), request.body);
    if (!read.ok) return show(request, response, view, { ...about, refused: read.refused });
    await setOverride(store, { ...cell, ...read.value });
    response.redirect(303, `${place}&done=set#manage`);
  });

  router.post(`${cellPath}/excuse`, async (request, response) => {
    const { view, place, cell, ...about } = await requireCell(request, response);
    const read = readForm('excuse', reasonForm, request.body);
    if (!read.ok) return show(request, response, view, { ...about, refused: read.refused });
    await setOverride(store, { ...cell, points: null, reason: read.value.reason });
    response.redirect(303, `${place}&done=excused#manage`);
  });

  router.post(`${cellPath}/reset`, async (request, response) => {
    const { view, place, cell, ...about } = await requireCell(request, response);
    const read = readForm('reset', reasonForm, request.body);
    if (!read.ok) return show(request, response, view, { ...about, refused: read.refused });
    await removeOverride(store, { ...cell, reason: read.value.reason });
    response.redirect(303, `${place}&done=reset#manage`);
  });

  router.post(`${cellPath}/regrade`, async (request, response) => {
    const { view, cell, ...about } = await requireCell(request, response);
    const read = readForm('regrade', reasonForm, request.body);
    if (!read.ok) return show(request, response, view, { ...about, refused: read.refused });
    const { enrollmentId, assignmentId, by } = cell;
    const started = await startRegrade(store, {
      assignmentId,
      enrollmentIds: [enrollmentId],
      by,
      reason: read.value.reason,
    });
    if (started.kind !== 'started') {
      const mistake = started.kind === 'open already' ? 'openRegrade' : 'nothingToGrade';
      return show(request, response, view, {
        ...about,
        refused: refuse('regrade', request.body, { '': mistake }),
      });
    }
    response.redirect(303, `/courses/${view.course.slug}/regrades/${started.id}`);
  });

  return router;
}
