// An export from beginning to end: what is asked for, the rows with what becomes of each grade, the file.
import { FILLED_FORMATS, type ExportOptions } from '@residual/contracts';
import {
  countSections,
  findGradebook,
  type Course,
  type ExportedValue,
  type RosterStudent,
  type Store,
  type StudentNames,
} from '@residual/store';
import { isAboutNobody, type FilledFormat } from './filled/layout.ts';
import { StudentIndex } from './filled/students.ts';
import { readRecords } from './filled/table.ts';
import { openUpload, type Upload } from './filled/upload.ts';
import { blackboardHeads, writeBlackboard } from './formats/blackboard.ts';
import { canvasHeads, writeCanvas } from './formats/canvas.ts';
import { writeCsv } from './formats/csv.ts';
import { writeFilled } from './formats/filled.ts';
import { writeGradescope } from './formats/gradescope.ts';
import { writeJsonLines } from './formats/jsonl.ts';
import { writeMoodleCsv, writeMoodleXml } from './formats/moodle.ts';
import { writeXlsx } from './formats/xlsx.ts';
import { findShared, whyNotFound } from './identity.ts';
import type { MaxPoints } from './max-points.ts';
import {
  ExportError,
  type ExportAssignment,
  type ExportPlan,
  type ExportRow,
  type ExportWriter,
} from './model.ts';
import { outgoingText, toOutgoing } from './outgoing.ts';
import { ExportReport } from './report.ts';
import { fromStore, type ExportSource } from './source.ts';

const BATCH = 500;

export interface ExportRequest {
  readonly course: Course;
  readonly options: ExportOptions;
  /** The gradebook's own file, to be filled in. */
  readonly upload?: Uint8Array | null;
  readonly maxPoints: MaxPoints;
  readonly now?: Date;
}

const canBeFilled = (format: ExportOptions['format']): format is FilledFormat =>
  (FILLED_FORMATS as readonly string[]).includes(format);

/**
 * Looks at what is asked for, and at the uploaded file; reads no grades yet.
 * @throws ExportError
 */
export async function openExport(store: Store, request: ExportRequest): Promise<CourseExport> {
  const { course, options, upload, maxPoints, now = new Date() } = request;
  const gradebook = await findGradebook(store, course.slug, { page: { number: 1, size: 1 } });
  if (!gradebook) throw new Error(`no course ${course.slug}`);
  const chosen = options.assignments;
  const unknown = chosen?.find((slug) => !gradebook.assignments.some((each) => each.slug === slug));
  if (unknown !== undefined) throw new ExportError(`${course.title} has no assignment "${unknown}".`);
  const assignments: ExportAssignment[] = [];
  for (const assignment of gradebook.assignments)
    if (!chosen || chosen.includes(assignment.slug))
      assignments.push({ ...assignment, maxPoints: await maxPoints.of(assignment.versionHash) });
  if (assignments.length === 0) throw new ExportError(`${course.title} has no assignments yet.`);

  const sections = await countSections(store, course.id);
  const students = sections
    .filter(({ section }) => !options.sections || options.sections.includes(section ?? ''))
    .reduce((sum, each) => sum + each.students, 0);
  return planExport(fromStore(store, course.id), { course, assignments, options, now }, { upload, students });
}

/**
 * @param given `students`: how many there are, for progress
 * @throws ExportError
 */
export async function planExport(
  source: ExportSource,
  plan: ExportPlan,
  { upload, students }: { upload?: Uint8Array | null | undefined; students: number },
): Promise<CourseExport> {
  const { options, assignments } = plan;
  if (!upload) {
    if (options.format === 'canvas') canvasHeads(plan);
    if (options.format === 'blackboard') blackboardHeads(plan);
    return new CourseExport(source, plan, null, students);
  }
  if (!canBeFilled(options.format))
    throw new ExportError(
      `There is no file of ${options.format} to fill in: leave the upload out, or choose another format.`,
    );
  const opened = await openUpload(upload, { ...options, format: options.format }, assignments);
  const matched = assignments.filter(({ slug }) => opened.columns.has(slug));
  return new CourseExport(source, { ...plan, assignments: matched }, opened, opened.records - 1);
}

export class CourseExport {
  readonly plan: ExportPlan;
  readonly upload: Upload | null;
  /** How many students, or lines of the uploaded file, there are to look at: for progress. */
  readonly total: number;
  readonly report = new ExportReport();
  readonly #source: ExportSource;
  readonly #learnt: StudentNames[] = [];

  constructor(source: ExportSource, plan: ExportPlan, upload: Upload | null, total: number) {
    this.#source = source;
    this.plan = plan;
    this.upload = upload;
    this.total = total;
  }

  /** Goes through all rows without writing any. To be asked for once; a new one is opened for the file. */
  async preview(): Promise<ExportReport> {
    for await (const rows of this.#pages()) void rows;
    return this.report;
  }

  /**
   * The file, as it is made. Once it is out as a whole, the export is remembered under its id.
   * @throws ExportError if nothing could be in it
   */
  async *file(
    options: { exportId: string | null; onProgress?: (done: number, total: number) => void } = {
      exportId: null,
    },
  ): AsyncGenerator<Uint8Array> {
    const { exportId, onProgress } = options;
    if (this.plan.assignments.length === 0)
      throw new ExportError('No column of the file belongs to an assignment: say which one does.');
    for await (const chunk of this.#writer()(this.plan, this.#tapped(exportId, onProgress)))
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (exportId !== null)
      await this.#source.finish({ id: exportId, rows: this.report.rows, learnt: this.#learnt });
  }

  #writer(): ExportWriter {
    if (this.upload) return writeFilled(this.upload);
    switch (this.plan.options.format) {
      case 'csv':
        return writeCsv;
      case 'jsonl':
        return writeJsonLines;
      case 'xlsx':
        return writeXlsx;
      case 'canvas':
        return writeCanvas;
      case 'moodle-csv':
        return writeMoodleCsv;
      case 'moodle-xml':
        return writeMoodleXml;
      case 'blackboard':
        return writeBlackboard;
      case 'gradescope':
        return (plan, pages) => writeGradescope(plan, pages, this.#source.attempts);
    }
  }

  async *#tapped(
    exportId: string | null,
    onProgress: ((done: number, total: number) => void) | undefined,
  ): AsyncGenerator<readonly ExportRow[]> {
    for await (const rows of this.#pages()) {
      if (exportId !== null) await this.#source.remember(exportId, this.#valuesOf(rows));
      yield rows;
      onProgress?.(this.report.done, this.total);
    }
  }

  #valuesOf(rows: readonly ExportRow[]): ExportedValue[] {
    const { assignments } = this.plan;
    return rows.flatMap(({ student: { enrollmentId }, outgoing }) =>
      outgoing.flatMap((each, i) => {
        const value = outgoingText(each);
        return value === null ? [] : [{ enrollmentId, assignmentId: assignments[i].id, value }];
      }),
    );
  }

  #pages(): AsyncGenerator<readonly ExportRow[]> {
    return this.upload ? this.#filledPages(this.upload) : this.#newPages();
  }

  async *#newPages(): AsyncGenerator<readonly ExportRow[]> {
    const { options } = this.plan;
    const { sections, format } = options;
    const shared = await findShared(this.#source, options);
    const canLeave = ['csv', 'jsonl', 'xlsx', 'moodle-xml', 'gradescope'].includes(format);
    for await (const students of this.#source.students(sections)) {
      const rows = await this.#rowsOf(students, null);
      for (const row of rows) this.report.addStatuses(this.plan.assignments, row);
      const page = rows.filter((row) => {
        const isCut = !canLeave && row.outgoing.some(({ kind }) => kind === 'leave');
        const reason = whyNotFound(row.student, options, shared) ?? (isCut ? 'grade to be left' : null);
        if (reason) this.report.leaveOut(row.student, reason);
        return reason === null;
      });
      this.report.done += students.length;
      yield this.#noted(page);
    }
  }

  async *#filledPages(upload: Upload): AsyncGenerator<readonly ExportRow[]> {
    const { options } = this.plan;
    const index = new StudentIndex();
    const missing = new Map<string, RosterStudent>();
    for await (const students of this.#source.students())
      for (const student of students) {
        index.add(student);
        if (!options.sections || options.sections.includes(student.section ?? ''))
          missing.set(student.enrollmentId, student);
      }
    const wanted = new Set(missing.keys());
    let batch: { student: RosterStudent; record: string[] }[] = [];
    let line = 0;
    const flush = async (): Promise<readonly ExportRow[]> => {
      const rows = await this.#rowsOf(
        batch.map(({ student }) => student),
        batch.map(({ record }) => record),
      );
      batch = [];
      for (const row of rows) this.report.addStatuses(this.plan.assignments, row);
      // A line that says nothing changes nothing.
      return this.#noted(rows.filter(({ outgoing }) => outgoing.some(({ kind }) => kind !== 'leave')));
    };
    for await (const record of readRecords(upload.table)) {
      line += 1;
      if (line === 1 || isAboutNobody(upload.format, record)) continue;
      this.report.done += 1;
      const match = index.find(upload.layout, record);
      const text = describe(upload, record);
      if (!match.student) {
        this.report.unmatched.add({ line, text, reason: match.reason });
      } else if (!wanted.has(match.student.enrollmentId)) {
        continue;
      } else if (!missing.delete(match.student.enrollmentId)) {
        this.report.unmatched.add({ line, text, reason: 'twice' });
      } else {
        this.report.noteMatch(match.student, match.by, text);
        if (match.by !== 'name') this.#learnt.push(namesIn(upload, record, match.student));
        batch.push({ student: match.student, record });
      }
      if (batch.length === BATCH) yield await flush();
    }
    yield await flush();
    for (const student of missing.values()) this.report.leaveOut(student, 'not in the file');
  }

  async #rowsOf(
    students: readonly RosterStudent[],
    records: readonly string[][] | null,
  ): Promise<ExportRow[]> {
    const { assignments, options, now } = this.plan;
    const { format } = options;
    const graded = await this.#source.grades({ assignments, students, now });
    const enrollmentIds = students.map(({ enrollmentId }) => enrollmentId);
    const last = records ? [] : await this.#source.lastExported(format, enrollmentIds);
    const lastOf = new Map(last.map((each) => [`${each.enrollmentId} ${each.assignmentId}`, each.value]));
    const marksExcused = format === 'canvas';
    return graded.map((student, row) => {
      const record = records?.[row] ?? null;
      return {
        student,
        record,
        outgoing: student.grades.map((grade) => toOutgoing(grade, options, { marksExcused })),
        previous: assignments.map(({ id, slug }) =>
          record
            ? (record[this.upload!.columns.get(slug)!.index] ?? '').trim()
            : (lastOf.get(`${student.enrollmentId} ${id}`) ?? null),
        ),
      };
    });
  }

  #noted(rows: readonly ExportRow[]): readonly ExportRow[] {
    const { assignments, options } = this.plan;
    // Canvas compares to the second decimal.
    const places = options.format === 'canvas' ? 2 : undefined;
    for (const row of rows) this.report.addRow(assignments, row, places);
    return rows;
  }
}

/** Name and keys of a line, for people. */
function describe({ layout }: Upload, record: readonly string[]): string {
  const cells = layout.keys.flatMap(({ columns }) => columns.map((column) => record[column]?.trim() ?? ''));
  return cells.filter((cell) => cell !== '').join(', ');
}

/** What the gradebook calls a student. */
function namesIn({ layout }: Upload, record: readonly string[], student: RosterStudent): StudentNames {
  const found = layout.keys.flatMap(({ kind, columns }) => {
    const text = kind === 'name' ? '' : (record[columns[0]]?.trim() ?? '');
    return text === '' || text.length > 200 ? [] : [[kind, text] as const];
  });
  const section = layout.sectionColumn === null ? '' : (record[layout.sectionColumn]?.trim() ?? '');
  return {
    enrollmentId: student.enrollmentId,
    identifiers: Object.fromEntries(found),
    ...(section !== '' && { section }),
  };
}
