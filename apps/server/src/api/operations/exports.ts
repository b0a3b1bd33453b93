import { exportOptionsSchema, type ExportOptions } from '@residual/contracts';
import { exportFileName, FORMATS, openExport } from '@residual/export';
import { draftExport } from '@residual/store';
import type { ApiAccess } from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { defineFile, defineOperation, type FileAnswer } from '../operation.ts';
import { exportPreviewSchema } from '../schemas.ts';
import { maxPointsOf } from './max-points.ts';

const bodySchema = exportOptionsSchema.meta({ id: 'ExportOptions' });

const open = (context: ServerContext, { course }: ApiAccess, options: ExportOptions) =>
  openExport(context.store, { course, options, maxPoints: maxPointsOf(context.store) });

async function toFile(
  context: ServerContext,
  access: ApiAccess,
  { options, isRemembered }: { options: ExportOptions; isRemembered: boolean },
): Promise<FileAnswer> {
  const opened = await open(context, access, options);
  const exportId = isRemembered
    ? await draftExport(context.store, {
        courseId: access.course.id,
        options,
        by: `${access.name} (API)`,
      })
    : null;
  return {
    name: exportFileName(access.course.slug, options.format, null),
    contentType: FORMATS[options.format].contentType,
    opened,
    exportId,
  };
}

export const downloadExport = defineFile({
  id: 'downloadExport',
  method: 'get',
  path: '/courses/{course}/export',
  summary: 'The grades as a file',
  description: 'Exact grades; nothing is remembered. For rounding and more, create an export.',
  scope: 'export:read',
  query: z.strictObject({
    format: exportOptionsSchema.shape.format.default('csv'),
    assignment: z.string().optional().describe('Only this assignment.'),
  }),
  example: { params: { course: 'deep-learning' }, query: { format: 'jsonl' } },
  run({ context, access, query }) {
    const options = exportOptionsSchema.parse({
      format: query.format,
      assignments: query.assignment === undefined ? undefined : [query.assignment],
    });
    return toFile(context, access, { options, isRemembered: false });
  },
});

export const createExport = defineFile({
  id: 'createExport',
  method: 'post',
  path: '/courses/{course}/exports',
  summary: 'An export that is remembered, as a file',
  description:
    'Once the file is out as a whole, the next export in this form is compared with it, and webhooks hear of it.',
  scope: 'export:read',
  body: bodySchema,
  example: {
    params: { course: 'deep-learning' },
    body: {
      format: 'moodle-csv',
      assignments: ['linear-regression'],
      missing: 'zero',
      rounding: { places: 2, mode: 'half-up' },
    },
  },
  run: ({ context, access, body }) => toFile(context, access, { options: body, isRemembered: true }),
});

export const previewExport = defineOperation({
  id: 'previewExport',
  method: 'post',
  path: '/courses/{course}/exports/preview',
  summary: 'What an export would change, and whom it would pass over',
  scope: 'export:read',
  body: bodySchema,
  answer: exportPreviewSchema,
  example: {
    params: { course: 'deep-learning' },
    body: { format: 'moodle-csv', assignments: ['linear-regression'] },
    answer: {
      format: 'moodle-csv',
      students: 1,
      unchanged: 0,
      changes: {
        count: 1,
        first: [
          {
            enrollmentId: '0199d3f0-0000-7000-8000-00000000000a',
            name: 'Ada Lovelace',
            email: 'ada@example.edu',
            assignment: 'linear-regression',
            before: '18',
            after: '20',
          },
        ],
      },
      without: { count: 0, first: [] },
      leftOut: { count: 0, first: [] },
    },
  },
  async run({ context, access, body }) {
    const opened = await open(context, access, body);
    const { rows, unchanged, changes, without, leftOut } = await opened.preview();
    return {
      format: body.format,
      students: rows,
      unchanged,
      changes: { ...changes },
      without: { ...without },
      leftOut: { ...leftOut },
    };
  },
});
