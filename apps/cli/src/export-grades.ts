// `residual export`: grades in the forms of gradebooks, with a look at what changes before anything is written.
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { once } from 'node:events';
import { exportOptionsSchema, type ExportFormat, type ExportOptions } from '@residual/contracts';
import { ExportError, MaxPoints, openExport } from '@residual/export';
import { draftExport, dropExport, type Store } from '@residual/store';
import { CommandError } from './command-error.ts';
import { describeReport, reportJson } from './export-report.ts';
import type { Instance } from './instance.ts';
import { actorOf } from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

export interface ExportCommandOptions {
  readonly course: string;
  readonly format: ExportFormat;
  readonly out?: string;
  /** The gradebook's own file. */
  readonly fill?: string;
  readonly assignments?: string[];
  readonly sections?: string[];
  readonly columns?: string[];
  readonly places?: number;
  readonly rounding: string;
  readonly missing: string;
  readonly excused: string;
  readonly ungraded: string;
  readonly key?: string;
  readonly target?: string[];
  readonly preview?: boolean;
  readonly json?: boolean;
  readonly by?: string;
}

/** @throws CommandError */
export async function exportGrades(instance: Instance, command: ExportCommandOptions): Promise<void> {
  const options = parseOptions(command);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, command.course);
    const upload = command.fill === undefined ? null : await readUpload(command.fill);
    const request = { course, options, upload, maxPoints: new MaxPoints(store) };
    try {
      const opened = await openExport(store, request);
      if (command.preview) {
        const report = await opened.preview();
        const facts = { report, plan: opened.plan, upload: opened.upload };
        console.log(
          command.json ? JSON.stringify(reportJson(facts), null, 2) : describeReport(facts).join('\n'),
        );
        return;
      }
      const exportId = await draftExport(store, {
        courseId: course.id,
        options,
        by: actorOf(command),
        ...(command.fill !== undefined && {
          upload: { name: basename(command.fill), bytes: new Uint8Array() },
        }),
      });
      await write(store, { opened, exportId, out: command.out });
    } catch (error) {
      if (error instanceof ExportError) throw new CommandError(error.message);
      throw error;
    }
  });
}

/** The file appears once it is whole. What broke off is not remembered. */
async function write(
  store: Store,
  options: { opened: Awaited<ReturnType<typeof openExport>>; exportId: string; out: string | undefined },
): Promise<void> {
  const { opened, exportId, out } = options;
  const partial = out === undefined ? null : `${out}.part`;
  const sink = partial === null ? process.stdout : createWriteStream(partial);
  const showsProgress = out !== undefined && process.stderr.isTTY;
  const onProgress = (done: number, total: number): void => {
    if (showsProgress) process.stderr.write(`\r${done} of ${total} `);
  };
  try {
    for await (const chunk of opened.file({ exportId, onProgress }))
      if (!sink.write(chunk)) await once(sink, 'drain');
    if (partial !== null && out !== undefined) {
      sink.end();
      await once(sink, 'finish');
      await rename(partial, out);
    }
  } catch (error) {
    await dropExport(store, exportId);
    if (partial !== null) {
      sink.end();
      await rm(partial, { force: true });
    }
    throw error;
  }
  if (showsProgress) process.stderr.write('\r');
  const { report, plan } = opened;
  if (out !== undefined)
    console.error(`${out}: ${report.rows} students, ${plan.assignments.length} assignments`);
  if (report.leftOut.count + report.unmatched.count > 0)
    console.error(
      `Students left out: ${report.leftOut.count}; lines of the file that are nobody’s here: ${report.unmatched.count}. --preview tells who and why.`,
    );
}

async function readUpload(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function parseOptions(command: ExportCommandOptions): ExportOptions {
  const targets = (command.target ?? []).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new CommandError(
        `"${pair}" names no column: write slug=column, such as "linear-regression=HW1 (4711)".`,
      );
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const parsed = exportOptionsSchema.safeParse({
    format: command.format,
    assignments: command.assignments,
    sections: command.sections,
    columns: command.columns,
    ...(command.places !== undefined && { rounding: { places: command.places, mode: command.rounding } }),
    missing: command.missing,
    excused: command.excused,
    ungraded: command.ungraded,
    key: command.key,
    targets: Object.fromEntries(targets),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandError(`--${issue.path.join('.')}: ${issue.message}`);
}
