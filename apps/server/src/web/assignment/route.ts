import { Router, type Request, type Response } from 'express';
import {
  findGroup,
  findMemberByEmail,
  getCoursePolicy,
  grantExtension,
  listExtensions,
  listGroups,
  listManagedAssignments,
  listOverrides,
  previewSettings,
  restorePublishedSettings,
  revokeExtension,
  setAssignmentSettings,
  startRegrade,
  type ManagedAssignment,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { momentField, readForm, reasonField, refuse, type RefusedForm } from '../forms/read-form.ts';
import { notFound } from '../http-error.ts';
import { requireInstructor, requireStaff, type StaffView } from '../staff.ts';
import { assignmentListPage } from './list-page.ts';
import { assignmentPage, type AssignmentPage } from './page.ts';
import { settingsForm } from './settings-form.ts';
import { words } from './words.ts';

const OVERRIDES_SHOWN = 200;

type AssignmentRequest = Request<{ course: string; assignment: string }>;

export function assignmentRoutes({ store }: ServerContext): Router {
  const router = Router();
  const path = '/courses/:course/assignments/:assignment';

  router.get('/courses/:course/assignments', async (request, response) => {
    const view = requireStaff(request, response);
    const [assignments, coursePolicy] = await Promise.all([
      listManagedAssignments(store, view.course.id),
      getCoursePolicy(store, view.course.id),
    ]);
    response.send(assignmentListPage({ ...view, assignments, coursePolicy, now: new Date() }));
  });

  /** @throws HttpError 404 */
  async function requireAssignment(
    view: StaffView,
    { params }: AssignmentRequest,
  ): Promise<ManagedAssignment> {
    const assignments = await listManagedAssignments(store, view.course.id);
    const assignment = assignments.find(({ slug }) => slug === params.assignment);
    if (!assignment) throw notFound();
    return assignment;
  }

  async function requireChange(request: AssignmentRequest, response: Response) {
    const view = requireInstructor(request, response);
    const assignment = await requireAssignment(view, request);
    const place = `/courses/${view.course.slug}/assignments/${assignment.slug}`;
    return { view, assignment, place, by: view.viewer.email };
  }

  async function show(
    request: AssignmentRequest,
    response: Response,
    about: {
      view: StaffView;
      assignment: ManagedAssignment;
      refused?: RefusedForm;
      preview?: AssignmentPage['preview'];
    },
  ): Promise<void> {
    const { view, assignment, refused = null, preview = null } = about;
    const courseId = view.course.id;
    const [coursePolicy, extensions, groups, overrides] = await Promise.all([
      getCoursePolicy(store, courseId),
      listExtensions(store, courseId, { assignmentId: assignment.id }),
      listGroups(store, courseId),
      listOverrides(store, { assignmentId: assignment.id, limit: OVERRIDES_SHOWN }),
    ]);
    response.status(refused ? 422 : 200).send(
      assignmentPage({
        ...view,
        assignment,
        coursePolicy,
        extensions,
        groups: groups.map(({ name }) => name),
        overrides,
        preview,
        refused,
        done: request.query.done,
        now: new Date(),
      }),
    );
  }

  router.get(path, async (request, response) => {
    const view = requireStaff(request, response);
    await show(request, response, { view, assignment: await requireAssignment(view, request) });
  });

  /** First a look at whose grades change, then the same form again with `step=save`. */
  router.post(`${path}/settings`, async (request, response) => {
    const { view, assignment, place, by } = await requireChange(request, response);
    const read = readForm('settings', settingsForm(view.course.timeZone, assignment.policy), request.body);
    if (!read.ok) return show(request, response, { view, assignment, refused: read.refused });
    const { deadline, policy, reason } = read.value;
    const settings = { assignmentId: assignment.id, deadline, policy };
    const { values } = refuse('settings', request.body, {});
    if (values.step === 'save') {
      await setAssignmentSettings(store, { ...settings, by, reason });
      return response.redirect(303, `${place}?done=saved`);
    }
    const changes = await previewSettings(store, { ...settings, courseId: view.course.id, now: new Date() });
    await show(request, response, { view, assignment, preview: { values, changes } });
  });

  router.post(`${path}/restore`, async (request, response) => {
    const { view, assignment, place, by } = await requireChange(request, response);
    const read = readForm('restore', z.object({ reason: reasonField }), request.body);
    if (!read.ok) return show(request, response, { view, assignment, refused: read.refused });
    await restorePublishedSettings(store, { assignmentId: assignment.id, by, reason: read.value.reason });
    response.redirect(303, `${place}?done=restored`);
  });

  router.post(`${path}/extension`, async (request, response) => {
    const { view, assignment, place, by } = await requireChange(request, response);
    const t = words[view.language];
    const schema = z.object({
      email: z.string().trim().toLowerCase().catch(''),
      group: z.string().catch(''),
      until: momentField(view.course.timeZone),
      reason: reasonField,
    });
    const read = readForm('extension', schema, request.body);
    const no = (mistakes: Record<string, string>) =>
      show(request, response, { view, assignment, refused: refuse('extension', request.body, mistakes) });
    if (!read.ok) return show(request, response, { view, assignment, refused: read.refused });
    const { email, group, until, reason } = read.value;
    if (!assignment.deadline) return no({ '': 'noDeadline' });
    if ((email === '') === (group === '')) return no({ email: t.oneTarget });
    if (until <= assignment.deadline) return no({ until: 'notAfter' });
    const courseId = view.course.id;
    const found =
      group === ''
        ? await findMemberByEmail(store, { courseId, email })
        : await findGroup(store, { courseId, name: group });
    if (!found) return no(group === '' ? { email: t.notStudent } : { group: t.notStudent });
    await grantExtension(store, {
      assignmentId: assignment.id,
      target:
        'enrollmentId' in found
          ? { kind: 'student', id: found.enrollmentId, name: email }
          : { kind: 'group', ...found },
      until,
      by,
      reason,
    });
    response.redirect(303, `${place}?done=extended#extensions`);
  });

  router.post(`${path}/revoke`, async (request, response) => {
    const { view, assignment, place, by } = await requireChange(request, response);
    const { extension: id } = z
      .object({ extension: z.string() })
      .catch({ extension: '' })
      .parse(request.body);
    const own = await listExtensions(store, view.course.id, { assignmentId: assignment.id });
    if (!own.some((each) => each.id === id)) throw notFound();
    await revokeExtension(store, { id, by, reason: 'revoked on the assignment’s page' });
    response.redirect(303, `${place}?done=revoked#extensions`);
  });

  router.post(`${path}/regrade`, async (request, response) => {
    const { view, assignment, by } = await requireChange(request, response);
    const read = readForm('regrade', z.object({ reason: reasonField }), request.body);
    if (!read.ok) return show(request, response, { view, assignment, refused: read.refused });
    const started = await startRegrade(store, { assignmentId: assignment.id, by, reason: read.value.reason });
    if (started.kind === 'nothing to grade')
      return show(request, response, {
        view,
        assignment,
        refused: refuse('regrade', request.body, { '': 'nothingToGrade' }),
      });
    response.redirect(303, `/courses/${view.course.slug}/regrades/${started.id}`);
  });

  return router;
}
