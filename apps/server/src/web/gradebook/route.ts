import { Router } from 'express';
import { listAssignments, readGradebookPage, type GradebookSort } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import { requireStaff } from '../staff.ts';
import { gradebookPage } from './page.ts';
import { readAddress } from './query.ts';

const PAGE_SIZE = 40;

export function gradebookRoutes({ store }: ServerContext): Router {
  const router = Router();
  router.get('/courses/:course/gradebook', async (request, response) => {
    const view = requireStaff(request, response);
    const address = readAddress(request.query);
    const assignments = await listAssignments(store, view.course.id);
    const idOf = (slug: string): string | null => assignments.find((each) => each.slug === slug)?.id ?? null;
    const key = address.sort.replace(/^-/, '');
    const sortAssignmentId = idOf(key);
    const sort: GradebookSort =
      sortAssignmentId || key === 'total' ? 'points' : key === 'last' ? 'last' : 'name';
    const gradebook = await readGradebookPage(store, {
      courseId: view.course.id,
      now: new Date(),
      search: address.q,
      filter: address.show,
      assignmentId: idOf(address.in),
      diagnosis: address.mistake || null,
      sort,
      sortAssignmentId,
      descending: address.sort.startsWith('-'),
      page: address.page,
      pageSize: PAGE_SIZE,
    });
    response.send(gradebookPage({ ...view, gradebook, address, pageSize: PAGE_SIZE }));
  });
  return router;
}
