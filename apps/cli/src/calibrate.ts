import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssignmentError } from '@residual/assignments';
import { calibrateFolder } from '@residual/grading';
import { CommandError } from './command-error.ts';

/**
 * Writes calibration.json of assignments, each named by its folder or by its slug.
 * @throws CommandError
 */
export async function calibrate(names: readonly string[], assignments: string): Promise<void> {
  for (const name of names) {
    const folder = [resolve(name), join(assignments, name)].find((path) => existsSync(path));
    if (folder === undefined)
      throw new CommandError(
        `There is no assignment "${name}": neither ${resolve(name)} nor ${join(assignments, name)} exists.`,
      );
    try {
      const { slug, calibration } = await calibrateFolder(folder);
      for (const [task, { training, validation, hidden }] of Object.entries(calibration.tasks))
        console.log(
          `${slug}/${task}: training loss ${training.value} ± ${training.band}, validation ${validation.value}, hidden ${hidden.value}`,
        );
    } catch (error) {
      throw error instanceof AssignmentError ? new CommandError(error.message) : error;
    }
  }
}
