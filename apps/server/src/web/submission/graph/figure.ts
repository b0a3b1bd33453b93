// The graph that a program left: a drawing, which is an image of its own, and its nodes as a table.
import type { DrawnGraph, DrawnNode } from '@residual/contracts';
import { shapeLabel } from '@residual/graph';
import { formatCount } from '../../design/figure.ts';
import { html, type Html } from '../../design/html.ts';
import { visible } from '../../design/visible-text.ts';
import type { Language } from '../../language/language.ts';
import { words } from '../words.ts';

export interface GraphFigure {
  readonly graph: DrawnGraph;
  readonly task: string;
  /** Where the drawing is served. */
  readonly drawing: string;
  readonly language: Language;
}

const MOST_ROWS = 60;

export function graphFigure({ graph: { nodes }, task, drawing, language }: GraphFigure): Html {
  const say = words[language];
  const rows = nodes.filter(({ name }) => !name.includes('/')).slice(0, MOST_ROWS);
  const hasDevices = nodes.some(({ device }) => device !== '');
  const count = formatCount(nodes.length, language);
  return html`<figure class="graph">
    <div class="graph-frame" tabindex="0" role="region" aria-label=${say.graphOf(task)}>
      <img src=${drawing} alt=${say.graphAlt(task, count)} loading="lazy" />
    </div>
    <figcaption>
      <p><a href=${drawing}>${say.openGraph}</a></p>
      <details>
        <summary>${say.graphTable} <span class="muted">${say.nodes(count)}</span></summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${say.graphTable}>
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">${say.node}</th>
                <th scope="col">${say.op}</th>
                <th scope="col">${say.value}</th>
                ${hasDevices && html`<th scope="col">${say.device}</th>`}
                <th scope="col">${say.madeAt}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map((node) => row(node, task, hasDevices))}
            </tbody>
          </table>
        </div>
        ${rows.length < nodes.length && html`<p class="muted">${say.inside(formatCount(nodes.length - rows.length, language))}</p>`}
      </details>
    </figcaption>
  </figure>`;
}

const row = ({ name, op, outputs, device, site }: DrawnNode, task: string, hasDevices: boolean): Html =>
  html`<tr>
    <th scope="row"><code>${visible(name)}</code></th>
    <td><code>${visible(op)}</code></td>
    <td>${outputs?.map(({ dtype, shape }) => `${dtype} ${shapeLabel(shape) ?? ''}`.trim()).join(', ')}</td>
    ${hasDevices && html`<td>${visible(device)}</td>`}
    <td>${site && html`<a href="#${task}-line-${site.line}">${site.line}</a>`}</td>
  </tr>`;
