// What a newcomer reads after `npm start`: where to look, how to log in, and what to paste.
import { join } from 'node:path';
import type { Demo } from '@residual/contracts';

export interface BannerOptions {
  readonly demo: Demo;
  readonly home: string;
  readonly assignments: string;
  /** Whether the assignment that the lines submit is there. */
  readonly example: { readonly assignment: string; readonly task: string; readonly file: string } | null;
}

export function banner({ demo, home, assignments, example }: BannerOptions): string {
  const [student] = demo.students;
  const lines = [
    '',
    `  Residual is running.   Dashboard   ${demo.url}`,
    `                         Instructor  ${demo.instructor.email}   ${demo.instructor.password}`,
    `                         Student     ${student.email}   ${student.password}`,
    `                         Everyone    ${join(home, 'demo.json')}`,
    '',
  ];
  if (example) {
    const folder = `residual-${student.email.split('@')[0]}`;
    const solution = join(assignments, example.assignment, 'solution', example.file);
    lines.push(
      '  Submit as a student: paste these three lines into another terminal; git push answers with the verdict.',
      '',
      `git clone ${student.cloneUrl} ${folder} &&`,
      `cp ${quote(solution)} ${folder}/${example.assignment}/ &&`,
      `git -C ${folder} -c user.name=${quote(student.name)} -c user.email=${student.email} commit -am "Solve ${example.task}" && git -C ${folder} push`,
      '',
    );
  }
  lines.push('  Ctrl-C stops everything; nothing is lost.', '');
  return lines.join('\n');
}

/** For a POSIX shell, only where it needs quoting. */
const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
