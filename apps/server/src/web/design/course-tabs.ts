// The pages of a course, side by side below the header.
import type { Language } from '../language/language.ts';
import type { Tab } from './layout.ts';
import { words } from './words.ts';

interface TabsOptions<Page extends string> {
  readonly course: { readonly slug: string };
  readonly language?: Language;
  /** Absent on a page below one of them. */
  readonly current?: Page;
}

/** Where each lies below /courses/<slug>. */
const STAFF_PATHS = {
  overview: '',
  gradebook: '/gradebook',
  queue: '/queue',
  roster: '/roster',
  assignments: '/assignments',
  export: '/export',
  lms: '/lti',
  audit: '/audit',
} as const;
export type StaffPage = keyof typeof STAFF_PATHS;

const STUDENT_PATHS = { assignments: '', access: '/access', data: '/data' } as const;
export type StudentPageName = keyof typeof STUDENT_PATHS;

export const staffTabs = (options: TabsOptions<StaffPage>): Tab[] =>
  tabsOf(STAFF_PATHS, words[options.language ?? 'en'].staffTabs, options);

export const studentTabs = (options: TabsOptions<StudentPageName>): Tab[] =>
  tabsOf(STUDENT_PATHS, words[options.language ?? 'en'].studentTabs, options);

function tabsOf<Page extends string>(
  paths: Readonly<Record<Page, string>>,
  texts: Readonly<Record<Page, string>>,
  { course, current }: TabsOptions<Page>,
): Tab[] {
  return (Object.keys(paths) as Page[]).map((page) => ({
    href: `/courses/${course.slug}${paths[page]}`,
    text: texts[page],
    isCurrent: page === current,
  }));
}
