// What adding a list of participants would do, line by line.
import { findAccounts, type Store } from '@residual/store';
import type { RosterLine, RosterMistake } from './parse-roster.ts';

export interface PlannedLine extends RosterLine {
  /** `account`: there is one, which joins the course; `renamed`: in the course by another name; `there`: as it is. */
  readonly kind: 'new' | 'account' | 'renamed' | 'there';
  readonly userId: string | null;
  /** The name that the account has now. */
  readonly knownAs: string | null;
}

export interface RosterPlan {
  readonly lines: readonly PlannedLine[];
  readonly mistakes: readonly (Omit<RosterMistake, 'kind'> & {
    readonly kind: RosterMistake['kind'] | 'staff';
  })[];
}

export async function planRoster(
  store: Store,
  {
    courseId,
    lines,
    mistakes,
  }: { courseId: string; lines: readonly RosterLine[]; mistakes: readonly RosterMistake[] },
): Promise<RosterPlan> {
  const accounts = await findAccounts(store, { courseId, emails: lines.map(({ email }) => email) });
  const staff = lines.filter(({ email }) => {
    const role = accounts.get(email)?.role ?? null;
    return role !== null && role !== 'student';
  });
  const planned = lines
    .filter((line) => !staff.includes(line))
    .map((line): PlannedLine => {
      const account = accounts.get(line.email);
      const about = { ...line, userId: account?.userId ?? null, knownAs: account?.name ?? null };
      if (!account) return { ...about, kind: 'new' };
      if (account.role === null) return { ...about, kind: 'account' };
      return { ...about, kind: account.name === line.name ? 'there' : 'renamed' };
    });
  const refused = staff.map(({ line, name, email }) => ({
    line,
    kind: 'staff' as const,
    text: `${name}, ${email}`,
  }));
  return { lines: planned, mistakes: [...mistakes, ...refused].toSorted((a, b) => a.line - b.line) };
}
