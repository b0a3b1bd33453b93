export { gradesCsv, type GradesTable } from './grades-csv.ts';
export { totalPoints } from './total-points.ts';
