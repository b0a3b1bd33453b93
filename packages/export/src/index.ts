export { gradesCsv, type GradesTable } from './grades-csv.ts';
