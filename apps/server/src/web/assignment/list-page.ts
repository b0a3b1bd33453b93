// All assignments of a course with the rules that hold.
import { rulesOf } from '@residual/grading/policy';
import type { CoursePolicy } from '@residual/contracts';
import type { ManagedAssignment } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { relativeTime, timeOf } from '../design/time.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { ruleText } from './rule-text.ts';
import { words } from './words.ts';

export interface AssignmentListPage extends StaffView {
  readonly assignments: readonly ManagedAssignment[];
  readonly coursePolicy: CoursePolicy;
  readonly now: Date;
}

export function assignmentListPage(page: AssignmentListPage): string {
  const { viewer, course, language, assignments, coursePolicy, now } = page;
  const t = words[language];
  const place = `/courses/${course.slug}/assignments`;
  const count = (value: number) => (value === 0 ? '–' : formatCount(value, language));
  const body = html`
    <header class="page-head">
      <h1>${t.title}</h1>
      <p><a class="button" href="/courses/${course.slug}/regrades">${t.allRegrades}</a></p>
    </header>
    <div class="scroll card flush">
      <table class="rows stacks overview">
        <thead>
          <tr>
            <th scope="col">${t.assignment}</th>
            <th scope="col">${t.rules}</th>
            <th scope="col" class="number">${t.extensions}</th>
            <th scope="col" class="number">${t.overrides}</th>
            <th scope="col">${t.regrade}</th>
          </tr>
        </thead>
        <tbody>
          ${assignments.map(
            (each) =>
              html`<tr id="assignment-${each.slug}">
                <th scope="row">
                  <a href="${place}/${each.slug}">${each.title}</a>
                  ${each.isSetByStaff && html`<span class="tag counts" title=${t.setHereLong}>${t.setHere}</span>`}
                  <small
                    >${each.deadline ? html`${t.deadline} ${timeOf(each.deadline, course.timeZone, language)} (${relativeTime(each.deadline, now, language)})` : t.noDeadline}</small
                  >
                </th>
                <td>
                  <small class="muted">${ruleText(rulesOf(coursePolicy, each.policy), language)}</small>
                </td>
                <td class="number" data-label=${t.extensions}>${count(each.extensions)}</td>
                <td class="number" data-label=${t.overrides}>${count(each.overrides)}</td>
                <td>
                  ${each.openRegradeId && html`<a href="/courses/${course.slug}/regrades/${each.openRegradeId}">${t.open}</a>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
  return renderPage({
    title: `${t.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'assignments' }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    wide: true,
    ...STAFF_ASSETS,
  });
}
