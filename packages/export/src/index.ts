export { CourseExport, openExport, type ExportRequest } from './course-export.ts';
export { exportFileName, FORMATS, type FormatDescription } from './formats/index.ts';
export { MaxPoints } from './max-points.ts';
export { ExportError } from './model.ts';
export {
  ExportReport,
  Listed,
  type GradeChange,
  type LeftOutReason,
  type UnmatchedLine,
  type WithoutGrade,
} from './report.ts';
export { gradesCsv, type GradesTable } from './grades-csv.ts';
export { totalPoints } from './total-points.ts';
