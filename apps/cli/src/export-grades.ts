import { writeFile } from 'node:fs/promises';
import { AssignmentError, unpackBundle } from '@residual/assignments';
import type { AssignmentSpec } from '@residual/contracts';
import { gradesCsv } from '@residual/export';
import { findGradebook, getAssignmentBundle, openStore, type Gradebook, type Store } from '@residual/store';
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
    const csv = gradesCsv(gradebook, await readSpecs(store, gradebook));
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

/** By version hash. One that cannot be read takes nothing but the maximum from those without points. */
async function readSpecs(store: Store, { assignments }: Gradebook): Promise<Map<string, AssignmentSpec>> {
  const specs = new Map<string, AssignmentSpec>();
  for (const { versionHash } of assignments) {
    const bundle = await getAssignmentBundle(store, versionHash);
    try {
      specs.set(versionHash, unpackBundle(bundle).spec);
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      console.error(error.message);
    }
  }
  return specs;
}
