import { addInstructor, enrollStudent, parseRoster, planRoster, StaffMemberError } from '@residual/course';
import {
  createPassword,
  createUser,
  enroll,
  findMember,
  findUserByEmail,
  isStaffAnywhere,
  listCourseAssignments,
  listMembers,
  renameUser,
  setRole,
} from '@residual/store';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { readForm, refuse, type RefusedForm } from '../forms/read-form.ts';
import { notFound } from '../http-error.ts';
import { requireInstructor, requireStaff, type StaffView } from '../staff.ts';
import { rosterPage, ROLES } from './page.ts';
import { joins, rosterPreviewPage } from './preview-page.ts';
import {
  cloneUrl,
  failurePart,
  resultFrame,
  studentPart,
  summaryPart,
  type AddedStudent,
} from './result-page.ts';
import { loadStarters } from './starters.ts';
import { passwordPage } from './password-page.ts';
import { words } from './words.ts';

const PAGE_SIZE = 50;

type RosterRequest = Request<{ course: string }>;

const addressSchema = z.object({
  q: z.string().trim().max(200).catch(''),
  role: z.enum(ROLES).nullable().catch(null),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

const staffForm = z.object({
  name: z.string({ error: 'empty' }).trim().min(1, 'empty').max(200, 'tooLong'),
  email: z.string({ error: 'email' }).trim().toLowerCase().pipe(z.email('email')),
  role: z.enum(['instructor', 'assistant']),
});

const roleForm = z.object({ enrollment: z.uuid(), role: z.enum(ROLES) });

export function rosterRoutes({ store, configuration, log }: ServerContext): Router {
  const router = Router();
  const path = '/courses/:course/roster';

  async function show(
    request: RosterRequest,
    response: Response,
    view: StaffView,
    { refused = null, pasted = '' }: { refused?: RefusedForm | null; pasted?: string } = {},
  ): Promise<void> {
    const address = addressSchema.parse(request.query);
    const list = await listMembers(store, {
      courseId: view.course.id,
      search: address.q,
      role: address.role,
      page: address.page,
      pageSize: PAGE_SIZE,
    });
    response.status(refused ? 422 : 200).send(
      rosterPage({
        ...view,
        list,
        address,
        pageSize: PAGE_SIZE,
        pasted,
        refused,
        done: request.query.done,
      }),
    );
  }

  router.get(path, async (request, response) => {
    await show(request, response, requireStaff(request, response));
  });

  /** The plan for what was pasted, or null and the page has been sent with what is wrong. */
  async function readPlan(request: RosterRequest, response: Response, view: StaffView) {
    const { list } = z.object({ list: z.string() }).catch({ list: '' }).parse(request.body);
    const parsed = parseRoster(list);
    if (!parsed.ok) {
      const mistake = words[view.language].mistakes[parsed.mistake];
      await show(request, response, view, { refused: refuse('list', request.body, { list: mistake }) });
      return null;
    }
    return { pasted: list, plan: await planRoster(store, { courseId: view.course.id, ...parsed }) };
  }

  router.post(`${path}/preview`, async (request, response) => {
    const view = requireInstructor(request, response);
    const read = await readPlan(request, response, view);
    if (read) response.send(rosterPreviewPage({ ...view, ...read }));
  });

  router.post(`${path}/edit`, async (request, response) => {
    const view = requireInstructor(request, response);
    const { list } = z.object({ list: z.string() }).catch({ list: '' }).parse(request.body);
    await show(request, response, view, { pasted: list });
  });

  router.post(`${path}/add`, async (request, response) => {
    const view = requireInstructor(request, response);
    const read = await readPlan(request, response, view);
    if (!read) return;
    const { lines } = read.plan;
    const assignments = await listCourseAssignments(store, view.course.id);
    const { folders, missing } = await loadStarters(
      configuration.assignments,
      assignments.map(({ slug }) => slug),
    );
    const [before, after] = resultFrame(view);
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': 'text/html; charset=utf-8' });
    response.write(before);
    for (const { kind, userId, name } of lines)
      // Who teaches somewhere is called what they call themselves.
      if (kind === 'renamed' && userId !== null && !(await isStaffAnywhere(store, userId)))
        await renameUser(store, userId, name);
    const added: AddedStudent[] = [];
    for (const { name, email } of lines.filter(joins)) {
      try {
        const access = await enrollStudent(
          store,
          view.course,
          { name, email },
          { gitRoot: configuration.gitRoot, assignments: folders },
        );
        const student = {
          name,
          email,
          password: access.password,
          cloneUrl: cloneUrl(configuration.publicUrl, email, access),
        };
        added.push(student);
        response.write(studentPart(view, student, configuration.publicUrl));
      } catch (error) {
        // The others are added all the same; adding the list again adds those who are left.
        const why = error instanceof StaffMemberError ? error.message : '';
        if (why === '') log.error({ err: error, email }, 'a student could not be enrolled');
        response.write(failurePart(view, { name, email }, why));
      }
    }
    response.end(summaryPart(view, { added, missing }) + after);
  });

  router.post(`${path}/role`, async (request, response) => {
    const view = requireInstructor(request, response);
    const read = roleForm.safeParse(request.body);
    const member =
      read.success &&
      (await findMember(store, { courseId: view.course.id, enrollmentId: read.data.enrollment }));
    if (!read.success || !member) throw notFound();
    const { role } = read.data;
    if (member.role === 'instructor' && role !== 'instructor') {
      const { total } = await listMembers(store, {
        courseId: view.course.id,
        role: 'instructor',
        page: 1,
        pageSize: 1,
      });
      if (total === 1)
        return show(request, response, view, {
          refused: refuse('role', request.body, { '': 'lastInstructor' }),
        });
    }
    await setRole(store, { enrollmentId: member.enrollmentId, role, by: view.viewer.email });
    response.redirect(303, `/courses/${view.course.slug}/roster?done=role`);
  });

  router.post(`${path}/staff`, async (request, response) => {
    const view = requireInstructor(request, response);
    const read = readForm('staff', staffForm, request.body);
    if (!read.ok) return show(request, response, view, { refused: read.refused });
    const { name, email, role } = read.value;
    const by = view.viewer.email;
    const password =
      role === 'instructor'
        ? await addInstructor(store, view.course, { name, email, by })
        : await addAssistant(view, { name, email, by });
    if (password === null) return response.redirect(303, `/courses/${view.course.slug}/roster?done=staff`);
    response.set('Cache-Control', 'no-store');
    response.send(passwordPage({ ...view, email, password, url: configuration.publicUrl }));
  });

  async function addAssistant(
    { course }: StaffView,
    { name, email, by }: { name: string; email: string; by: string },
  ): Promise<string | null> {
    const known = await findUserByEmail(store, email);
    const password = known ? null : createPassword();
    const userId = known?.id ?? (await createUser(store, { name, email, password: password! }));
    const { id: enrollmentId } = await enroll(store, { courseId: course.id, userId, role: 'assistant', by });
    await setRole(store, { enrollmentId, role: 'assistant', by });
    return password;
  }

  return router;
}
