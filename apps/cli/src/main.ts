// Runs the `residual` command.
import { CommandError } from './command-error.ts';
import { program } from './program.ts';

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
