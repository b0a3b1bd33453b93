// `residual completion`: what a shell offers after each word, written out so that it need not start us to know.
import { type Command, Argument } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print completions for a shell, such as: source <(residual completion bash)')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => console.log(completion(program, shell)));
}

/** Subcommands and options after each path of words. */
function wordsByPath(command: Command, path: readonly string[] = []): [string, string[]][] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const options = help.visibleOptions(command).flatMap(({ long }) => long ?? []);
  const own: [string, string[]] = [path.join(' '), [...commands.map((each) => each.name()), ...options]];
  return [own, ...commands.flatMap((each) => wordsByPath(each, [...path, each.name()]))];
}

/** Names of commands are letters and hyphens: nothing needs quoting. */
export function completion(program: Command, shell: Shell): string {
  const paths = wordsByPath(program);
  const cases = (indent: string, line: (words: string) => string): string =>
    paths.map(([path, words]) => `${indent}"${path}") ${line(words.join(' '))} ;;`).join('\n');
  // Words that begin no command of the path (options, their values) are passed over.
  if (shell === 'fish')
    return `function __residual_words
  set -l path ""
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim "$path $word")
    contains -- $longer ${paths
      .filter(([path]) => path !== '')
      .map(([path]) => `"${path}"`)
      .join(' ')}; and set path $longer
  end
  switch $path
${paths.map(([path, words]) => `    case "${path}"\n      printf '%s\\n' ${words.join(' ')}`).join('\n')}
  end
end
complete -c residual -a '(__residual_words)'`;
  const bash = `_residual() {
  local path="" longer word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    longer="\${path:+$path }$word"
    case "$longer" in
      ${paths
        .filter(([path]) => path !== '')
        .map(([path]) => `"${path}"`)
        .join('|')}) path="$longer" ;;
    esac
  done
  local words=""
  case "$path" in
${cases('    ', (words) => `words="${words}"`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _residual residual`;
  return shell === 'bash' ? bash : `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
}
