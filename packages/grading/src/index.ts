export { calibrateFolder } from './calibration/calibrate-folder.ts';
export type { CheckOutcome } from './checks/check.ts';
export { CHECKS } from './checks/index.ts';
export type { CustomCheck, CustomChecks, CustomContext } from './custom/custom-check.ts';
export { loadCustomChecks } from './custom/load.ts';
export { gradeTask, type GradeTaskOptions } from './grade-task.ts';
export type { GradedProgram } from './program.ts';
export { compareReproduction, type ReproductionComparison } from './reproduction.ts';
export type { GradingTarget } from './student-graph.ts';
