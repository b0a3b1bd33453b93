import { Router } from 'express';
import { readAuditPage } from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { requireStaff } from '../staff.ts';
import { auditLogPage } from './page.ts';

const PAGE_SIZE = 50;

const text = z.string().trim().max(200).catch('');
const addressSchema = z.object({
  about: text,
  by: text,
  action: text,
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export function auditRoutes({ store }: ServerContext): Router {
  const router = Router();
  router.get('/courses/:course/audit', async (request, response) => {
    const view = requireStaff(request, response);
    const address = addressSchema.parse(request.query);
    const log = await readAuditPage(store, { ...address, courseId: view.course.id, pageSize: PAGE_SIZE });
    response.send(auditLogPage({ ...view, log, address, pageSize: PAGE_SIZE }));
  });
  return router;
}
