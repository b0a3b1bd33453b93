// Grades in the form of a gradebook: choose, look at what changes, download. For staff.
import type { ExportOptions } from '@residual/contracts';
import { CourseExport, ExportError, exportFileName, FORMATS, MaxPoints, openExport } from '@residual/export';
import {
  countSections,
  draftExport,
  findExport,
  findGradebook,
  getExportUpload,
  listExports,
  setExportOptions,
  type GradeExport,
} from '@residual/store';
import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { HttpError, notFound } from '../http-error.ts';
import { requireStaff, type StaffView } from '../staff.ts';
import { accessRoutes } from './access-route.ts';
import { exportFormPage } from './form-page.ts';
import { readForm } from './form.ts';
import { previewPage } from './preview-page.ts';
import { streamFile } from './stream-file.ts';

/** An upload of 20 MiB, and the form around it. */
const BODY_LIMIT = '21mb';
const HISTORY = 10;

export function exportRoutes(context: ServerContext): Router {
  const { store } = context;
  const maxPoints = new MaxPoints(store);
  const router = Router();
  router.use(accessRoutes(context));

  /** @throws HttpError 404 */
  async function requireExport(
    request: Request<{ course: string; export: string }>,
    response: Response,
  ): Promise<StaffView & { readonly draft: GradeExport }> {
    const view = requireStaff(request, response);
    const { course } = view;
    const id = z.uuid().safeParse(request.params.export);
    const draft = id.success && (await findExport(store, course.id, id.data));
    if (!draft) throw notFound();
    return { ...view, draft };
  }

  async function open(course: StaffView['course'], draft: GradeExport): Promise<CourseExport> {
    const upload = draft.uploadName === null ? null : await getExportUpload(store, draft.id);
    // The command line fills in files that stay where they are, and others are kept for a month.
    if (draft.uploadName !== null && !upload?.byteLength)
      throw new ExportError(`${draft.uploadName} is not kept here: upload it again.`);
    return openExport(store, { course, options: draft.options, upload, maxPoints });
  }

  async function sendForm(
    request: Request<{ course: string }>,
    response: Response,
    more: { options?: ExportOptions; problem?: string } = {},
  ): Promise<void> {
    const { viewer, language, course, isInstructor } = requireStaff(request, response);
    const gradebook = await findGradebook(store, course.slug, { page: { number: 1, size: 1 } });
    const page = exportFormPage({
      viewer,
      language,
      course,
      assignments: gradebook?.assignments ?? [],
      sections: await countSections(store, course.id),
      exports: await listExports(store, course.id, HISTORY),
      mayManageAccess: isInstructor,
      ...more,
    });
    response.status(more.problem === undefined ? 200 : 400).send(page);
  }

  router.get('/courses/:course/export', async (request, response) => {
    const { course } = requireStaff(request, response);
    const id = z.uuid().safeParse(request.query.like);
    const like = id.success ? await findExport(store, course.id, id.data) : null;
    await sendForm(request, response, like ? { options: like.options } : {});
  });

  router.post(
    '/courses/:course/export',
    // Before a body is read: nobody else is to send us 20 MiB.
    (request, response, next) => {
      requireStaff(request, response);
      next();
    },
    express.raw({ type: 'multipart/form-data', limit: BODY_LIMIT }),
    async (request, response) => {
      const { course, viewer } = requireStaff(request, response);
      const { options, upload } = await readForm(request);
      try {
        await openExport(store, { course, options, upload: upload?.bytes ?? null, maxPoints });
      } catch (error) {
        if (!(error instanceof ExportError)) throw error;
        return sendForm(request, response, { options, problem: error.message });
      }
      const id = await draftExport(store, {
        courseId: course.id,
        options,
        by: viewer.email,
        ...(upload && { upload }),
      });
      response.redirect(303, `/courses/${course.slug}/export/${id}`);
    },
  );

  router.get('/courses/:course/export/:export', async (request, response, next) => {
    if (!z.uuid().safeParse(request.params.export).success) return next();
    const { course, draft, viewer, language } = await requireExport(request, response);
    try {
      const opened = await open(course, draft);
      const unmatched = opened.upload?.unmatched ?? [];
      response.send(
        previewPage({
          viewer,
          language,
          course,
          draft,
          opened,
          report: await opened.preview(),
          asked: [...opened.plan.assignments, ...unmatched],
        }),
      );
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      await sendForm(request, response, { options: draft.options, problem: error.message });
    }
  });

  /** Which column of the uploaded file is which assignment. What has none is not asked for any more. */
  router.post('/courses/:course/export/:export/columns', async (request, response) => {
    const { course, draft } = await requireExport(request, response);
    const targets = Object.entries(request.body ?? {}).flatMap(([name, head]) =>
      name.startsWith('target:') && typeof head === 'string' && head !== ''
        ? [[name.slice('target:'.length), head] as const]
        : [],
    );
    if (targets.length === 0) throw new HttpError(400, 'Choose a column for one assignment at least.');
    await setExportOptions(store, draft.id, {
      ...draft.options,
      assignments: targets.map(([slug]) => slug),
      targets: Object.fromEntries(targets),
    });
    response.redirect(303, `/courses/${course.slug}/export/${draft.id}`);
  });

  router.post('/courses/:course/export/:export/file', async (request, response) => {
    const { course, draft } = await requireExport(request, response);
    if (draft.finishedAt) throw new HttpError(409, 'That was downloaded already: prepare it again.');
    const opened = await open(course, draft).catch((error: unknown) => {
      throw error instanceof ExportError ? new HttpError(400, error.message) : error;
    });
    if (opened.plan.assignments.length === 0)
      throw new HttpError(400, 'No column of the file belongs to an assignment.');
    await sendFile(response, opened, { draft, course: course.slug });
  });

  /** Everything, at an address that stays. It is not remembered: nothing was chosen. */
  router.get('/courses/:course/grades.csv', async (request, response) => {
    const { course } = requireStaff(request, response);
    const options: ExportOptions = {
      format: 'csv',
      missing: 'leave',
      excused: 'mark',
      ungraded: 'leave',
      targets: {},
    };
    const opened = await openExport(store, { course, options, maxPoints });
    await sendFile(response, opened, { draft: null, course: course.slug });
  });

  async function sendFile(
    response: Response,
    opened: CourseExport,
    { draft, course }: { draft: GradeExport | null; course: string },
  ): Promise<void> {
    const { format } = opened.plan.options;
    response.attachment(exportFileName(course, format, draft?.uploadName ?? null));
    response.type(FORMATS[format].contentType);
    await streamFile(response, opened.file({ exportId: draft?.id ?? null }));
  }

  return router;
}
