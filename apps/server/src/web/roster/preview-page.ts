// What a pasted list would do, before it does it.
import type { PlannedLine, RosterPlan } from '@residual/course';
import { formatCount } from '../design/figure.ts';
import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import type { StaffView } from '../staff.ts';
import { rosterFrame } from './page.ts';
import { words } from './words.ts';

const LINES_SHOWN = 500;
const KINDS = ['new', 'account', 'renamed', 'there'] as const;

export const joins = ({ kind }: PlannedLine): boolean => kind === 'new' || kind === 'account';

export function rosterPreviewPage(page: StaffView & { plan: RosterPlan; pasted: string }): string {
  const { course, language, plan, pasted } = page;
  const t = words[language];
  const count = (kind: PlannedLine['kind']): number => plan.lines.filter((line) => line.kind === kind).length;
  const joining = plan.lines.filter(joins).length;
  const place = `/courses/${course.slug}/roster`;
  const sent = html`<input type="hidden" name="list" value=${pasted} />`;
  const body = html`
    <header class="page-head"><h1>${t.previewTitle}</h1></header>
    <ul class="tally">
      ${KINDS.map((kind) => count(kind) > 0 && html`<li><b>${formatCount(count(kind), language)}</b> ${t.kinds[kind]}</li>`)}
      ${plan.mistakes.length > 0 && html`<li class="loss"><b>${formatCount(plan.mistakes.length, language)}</b> ${t.mistakesIn(plan.mistakes.length).replace(/^\d+ /, '')}</li>`}
    </ul>
    ${
      plan.mistakes.length > 0 &&
      html`<section class="card">
        <h2>${t.mistakesIn(plan.mistakes.length)}</h2>
        <ul class="plain-list">
          ${plan.mistakes.map(
            ({ line, kind, text }) =>
              html`<li>${t.line} ${line}: <code>${text}</code>, <strong>${t.mistakes[kind]}</strong></li>`,
          )}
        </ul>
      </section>`
    }
    <div class="actions">
      ${
        joining + count('renamed') > 0
          ? html`<form method="post" action="${place}/add">
              ${sent}
              <button>
                ${joining > 0 ? t.confirm(formatCount(joining, language)) : t.renameOnly(formatCount(count('renamed'), language))}
              </button>
            </form>`
          : html`<p class="quiet-note">${t.nothingToDo}</p>`
      }
      <form method="post" action="${place}/edit">${sent}<button class="quiet">${t.edit}</button></form>
    </div>
    <div class="scroll card flush">
      <table class="rows stacks">
        <thead>
          <tr>
            <th scope="col" class="number">${t.line}</th>
            <th scope="col">${t.name}</th>
            <th scope="col">${t.email}</th>
            <th scope="col">${t.whatHappens}</th>
          </tr>
        </thead>
        <tbody>
          ${plan.lines.slice(0, LINES_SHOWN).map(
            ({ line, name, email, kind, knownAs }) =>
              html`<tr>
                <td class="number">${line}</td>
                <th scope="row">
                  ${name}
                  ${kind !== 'new' && knownAs !== null && knownAs !== name && html`<small>${t.was(knownAs)}</small>`}
                </th>
                <td>${email}</td>
                <td class=${joins({ kind } as PlannedLine) ? 'gain' : undefined}>${t.kinds[kind]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
  return renderPage({ title: t.previewTitle, body, ...rosterFrame(page) });
}
