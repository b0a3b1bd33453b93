import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { completion } from './completion.ts';

const program = new Command('residual');
const student = program.command('student');
student.command('add').requiredOption('--course <slug>').option('--email <address>');
student.command('token');
program.command('publish').option('--only <slug...>');
program.command('secret', { hidden: true });

/** What bash offers behind a line. */
const offered = (...words: string[]): string[] =>
  execFileSync('bash', [
    '-c',
    `${completion(program, 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _residual; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    'residual',
    ...words,
  ])
    .toString()
    .split('\n')
    .filter((line) => line !== '');

test('bash is offered commands, then those below them, then options', () => {
  expect(offered('').toSorted()).toEqual(['--help', 'publish', 'student']);
  expect(offered('st')).toEqual(['student']);
  expect(offered('student', '').toSorted()).toEqual(['--help', 'add', 'token']);
  expect(offered('student', 'add', '--course', 'ai', '--e')).toEqual(['--email']);
});
