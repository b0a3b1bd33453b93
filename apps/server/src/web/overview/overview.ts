import { listAtRisk, listOpenAppeals, readCourseOverview } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import type { StaffView } from '../staff.ts';
import { overviewPage } from './page.ts';

const DAYS = 21;
const DIAGNOSES = 8;
const AT_RISK = 8;

export async function renderOverview({ store }: ServerContext, view: StaffView): Promise<string> {
  const now = new Date();
  const courseId = view.course.id;
  const [overview, atRisk, appeals] = await Promise.all([
    readCourseOverview(store, { courseId, now, days: DAYS, diagnoses: DIAGNOSES }),
    listAtRisk(store, { courseId, now, limit: AT_RISK }),
    listOpenAppeals(store, courseId),
  ]);
  return overviewPage({ ...view, overview, atRisk, appeals, now });
}
