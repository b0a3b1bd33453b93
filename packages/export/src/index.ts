export { CourseExport, openExport, planExport, type ExportRequest } from './course-export.ts';
export { exportFileName, FORMATS, type FormatDescription } from './formats/index.ts';
export { MaxPoints } from './max-points.ts';
export { ExportError, type ExportAssignment, type ExportPlan } from './model.ts';
export { fromStore, type ExportSource } from './source.ts';
export {
  ExportReport,
  Listed,
  type GradeChange,
  type LeftOutReason,
  type UnmatchedLine,
  type WithoutGrade,
} from './report.ts';
export { toOutgoing } from './outgoing.ts';
export { totalPoints } from './total-points.ts';
