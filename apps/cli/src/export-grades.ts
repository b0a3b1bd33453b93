import { writeFile } from 'node:fs/promises';
import { gradesCsv } from '@residual/export';
import { findGradebook, openStore } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';

/** The same table as the dashboard's download. @throws CommandError if there is no such course */
export async function exportGrades(
  { databaseUrl }: Instance,
  options: { course: string; out?: string },
): Promise<void> {
  const store = openStore(databaseUrl);
  try {
    const gradebook = await findGradebook(store, options.course);
    if (!gradebook) throw new CommandError(`There is no course "${options.course}".`);
    const csv = gradesCsv(gradebook);
    if (options.out === undefined) {
      process.stdout.write(csv);
      return;
    }
    await writeFile(options.out, csv);
    console.error(
      `${options.out}: ${gradebook.rows.length} students, ${gradebook.assignments.length} assignments`,
    );
  } finally {
    await store.close();
  }
}
