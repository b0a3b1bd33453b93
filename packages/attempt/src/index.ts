export { toDrawnGraph } from './drawn-graph.ts';
export { findProgram, type FoundProgram, type Program } from './find-program.ts';
export { gradeProgram, type FrameToGrade } from './grade-program.ts';
export { plainEvaluation } from './plain-evaluation.ts';
export {
  evaluationOfMissing,
  evaluationOfOutcome,
  storable,
  taskReport,
  type ReportContext,
} from './report.ts';
