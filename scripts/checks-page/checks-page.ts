// docs/checks.md from the schemas of the checks: what an option is, and what it is when it is left out, stands where
// it is parsed.
import { checkSpecSchema, MODEL_CHECKS, type CheckName } from '@residual/contracts';
import { CHECKS, DIAGNOSIS_NAMES } from '@residual/grading';
import prettier from 'prettier';
import { z } from 'zod';

const INTRODUCTION = `# Checks

<!-- Written by: node scripts/checks-page/write.ts -->

\`assignment.yaml\` composes checks: each task has a list of them, in the order in which they run.

\`\`\`yaml
checks:
  - { check: loss-value, points: 3, required: true }
  - { check: update-gradient, points: 3 }
  - { check: training-loss, points: 2, partial: proportional }
  - { check: hidden-loss, points: 1, hidden: true }
\`\`\`

A check asks one question about a finished program and answers it with figures. It never reads what the program
printed: it runs the program's graph with values of its own. Checks of the model need the task's \`dtype\`, \`loss\` and
\`reference\`; the others go with any task. A check that is in none of these lists can be [written](own-check.md).
`;

interface Property {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface Definition {
  readonly description?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

const definitions = (): Definition[] => {
  const schema = z.toJSONSchema(checkSpecSchema, { io: 'input', unrepresentable: 'any' });
  return (schema.oneOf ?? schema.anyOf) as unknown as Definition[];
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function optionRow([name, property]: [string, Property], required: readonly string[]): string {
  const fallback = required.includes(name)
    ? '(must be given)'
    : property.default === undefined
      ? ''
      : `\`${JSON.stringify(property.default)}\``;
  const allowed = property.enum ? property.enum.map((value) => `\`${String(value)}\``).join(' or ') : '';
  return `| \`${name}\` | ${cell([property.description, allowed].filter(Boolean).join(': '))} | ${cell(fallback)} |`;
}

const table = (rows: readonly string[]): string =>
  ['| option | | default |', '| --- | --- | --- |', ...rows].join('\n');

function section(
  { description = '', properties, required = [] }: Definition,
  common: ReadonlySet<string>,
): string {
  const name = String(properties['check'].const) as CheckName;
  const title = name === 'custom' ? null : CHECKS[name].title;
  const own = Object.entries(properties).filter(([key]) => key !== 'check' && !common.has(key));
  return [
    `### \`${name}\``,
    description,
    ...(title ? [`Students read: ${title}.`] : []),
    ...(own.length > 0 ? [table(own.map((option) => optionRow(option, required)))] : []),
  ].join('\n\n');
}

/** The text of docs/checks.md. */
export async function checksPage(): Promise<string> {
  const all = definitions();
  const [first] = all;
  const common = Object.keys(first.properties).filter(
    (key) => key !== 'check' && all.every(({ properties }) => key in properties),
  );
  const isModel = ({ properties }: Definition) => MODEL_CHECKS.has(properties['check'].const as CheckName);
  const sections = (list: readonly Definition[]) => list.map((one) => section(one, new Set(common)));
  const page = [
    INTRODUCTION,
    '## What every check may say',
    table(common.map((key) => optionRow([key, first.properties[key]], first.required ?? []))),
    'Points are exact decimals, and those of a task are the sum of its checks’. A figure that is withheld until the ' +
      'deadline is of public data like any other: hidden rows leave no figure at all.',
    '## Checks of the model',
    ...sections(all.filter(isModel)),
    '## Checks of the graph',
    ...sections(all.filter((one) => !isModel(one))),
    '## Diagnoses',
    'When a program is not right, what was measured is compared with what known mistakes give. A diagnosis tells the ' +
      'likely cause, its evidence and what to do, and how sure it is: *certain* where the figures fit nothing else, ' +
      '*likely* or *possible* where they may. Its evidence is drawn from public rows and the student’s own graph only.',
    DIAGNOSIS_NAMES.toSorted()
      .map((name) => `\`${name}\``)
      .join(', ') + '.',
  ].join('\n\n');
  return prettier.format(page, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' });
}
