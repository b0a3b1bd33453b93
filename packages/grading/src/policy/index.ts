export { isJudgedAlike } from './alike.ts';
export {
  computeGrades,
  revealAfter,
  sumGrades,
  type Grade,
  type GradesOptions,
  type GradeStatus,
} from './grades.ts';
export type { PolicyAssignment, PolicyExtension, PolicySubmission } from './judge.ts';
export { mayDropGraded, rulesOf, type Rules } from './rules.ts';
export { addDays, formatMoment, parseMoment } from './zoned-time.ts';
