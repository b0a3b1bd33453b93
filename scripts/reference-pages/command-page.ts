// docs/command.md from the command itself.
import { program } from '../../apps/cli/src/program.ts';
import { formatPage } from './tables.ts';

const INTRODUCTION = `# The \`residual\` command

<!-- Written by: node scripts/reference-pages/write.ts -->

\`npm run residual -- …\` in a clone, or \`npx residual …\`; \`npm link --workspace apps/cli\` puts \`residual\` on the PATH, and
\`source <(residual completion bash)\` completes it. It finds the system that \`npm start\` runs, or the one that \`DATABASE_URL\` and
\`RESIDUAL_HOME\` name ([Configuration](configuration.md)).

Exit status: 0 if all is well, 1 if not (the message says what to do), 2 if the command was not understood. With \`--json\` standard
output is one JSON value; messages go to standard error.`;

type Program = typeof program;

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

function sections(command: Program, path: readonly string[]): string[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  if (commands.length > 0 && path.length === 0)
    return commands.flatMap((each) => sections(each, [each.name()]));
  const group = commands.flatMap((each) => sections(each, [...path, each.name()]));
  if (commands.length > 0) return group;
  const words = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const rows = [
    ...command.registeredArguments.map((each) => `| \`${each.name()}\` | ${cell(each.description)} |`),
    ...options.map(
      ({ flags, description, mandatory, argChoices }) =>
        `| \`${flags}\`${mandatory ? ' (must be given)' : ''} | ${cell(description)}${argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}` : ''} |`,
    ),
  ];
  return [
    `## \`residual ${[...path, ...words].join(' ')}\``,
    `${command.description().replace(/^./, (letter) => letter.toUpperCase())}.`,
    ...(rows.length > 0 ? [['| | |', '| --- | --- |', ...rows].join('\n')] : []),
  ];
}

/** The text of docs/command.md. */
export const commandPage = (): Promise<string> => formatPage([INTRODUCTION, ...sections(program, [])]);
