import { listAtRisk, listOpenAppeals } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import type { StaffView } from '../staff.ts';
import { overviewPage } from './page.ts';
import type { RecentOverviews } from './recent-overviews.ts';

const AT_RISK = 8;

export async function renderOverview(
  { store }: ServerContext,
  overviews: RecentOverviews,
  view: StaffView,
): Promise<string> {
  const now = new Date();
  const courseId = view.course.id;
  const [overview, atRisk, appeals] = await Promise.all([
    overviews.read(courseId, now),
    listAtRisk(store, { courseId, now, limit: AT_RISK }),
    listOpenAppeals(store, courseId),
  ]);
  return overviewPage({ ...view, overview, atRisk, appeals, now });
}
