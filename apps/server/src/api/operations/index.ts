import type { Operation } from '../operation.ts';
import { getCourse } from './course.ts';
import { createExport, downloadExport, previewExport } from './exports.ts';
import { listGrades } from './grades.ts';
import { changeStudent, listRoster } from './roster.ts';
import { getSubmission, listSubmissions } from './submissions.ts';

/** Everything that version 1 does. What is here stays as it is; another version may add and leave out. */
export const OPERATIONS: readonly Operation[] = [
  getCourse,
  listGrades,
  listSubmissions,
  getSubmission,
  listRoster,
  changeStudent,
  downloadExport,
  createExport,
  previewExport,
];
