// docs/assignment-yaml.md from the schema that parses assignment.yaml.
import { assignmentSpecSchema } from '@residual/contracts';
import { formatPage, jsonSchema, keyTable, type Property } from './tables.ts';

const INTRODUCTION = `# assignment.yaml

<!-- Written by: node scripts/reference-pages/write.ts -->

What an assignment is made of, in the folder that [an assignment of your own](own-assignment.md) begins with. An unknown
key is a mistake: it is answered with file, line, field and what to write instead, by \`residual assignment validate\` as by
\`residual publish\`.`;

/** A discriminated union: one table for each of its kinds. */
const kinds = ({ oneOf = [] }: Property, key: string): string[] =>
  oneOf.flatMap((kind) => [
    `### \`${key}: ${String(kind.properties?.[key].const)}\``,
    kind.description ?? '',
    keyTable('key', kind),
  ]);

/** The text of docs/assignment-yaml.md. */
export async function assignmentPage(): Promise<string> {
  const whole = jsonSchema(assignmentSpecSchema);
  const { data, tasks, late, attempts } = whole.properties!;
  const task = tasks.items!;
  const { limits, reference } = task.properties!;
  return formatPage([
    INTRODUCTION,
    '## The assignment',
    keyTable('key', whole),
    '## Data',
    ...kinds(data, 'source'),
    '## Tasks',
    keyTable('key', task),
    '## Reference',
    ...kinds(reference, 'method'),
    '## Limits',
    keyTable('key', limits),
    'Whoever exceeds one gets the verdict that names it.',
    '## Late',
    'What is absent falls back to the course’s policy, and from there to nothing taken off: [Grades](grades.md).',
    keyTable('key', late),
    '## Attempts',
    keyTable('key', attempts),
  ]);
}
