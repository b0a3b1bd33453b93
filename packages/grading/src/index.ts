export { calibrateFolder } from './calibration/calibrate-folder.ts';
export { CHECKS } from './checks/index.ts';
export { gradeTask, type GradeTaskOptions } from './grade-task.ts';
export type { GradedProgram } from './program.ts';
export type { GradingTarget } from './student-graph.ts';
