// docs/configuration.md from the schemas that parse the environment of each process.
import { environmentSchema as localSchema } from '../../apps/local/src/configuration.ts';
import { environmentSchema as serverSchema } from '../../apps/server/src/configuration.ts';
import { environmentSchema as workerSchema } from '../../worker/src/configuration.ts';
import { formatPage, jsonSchema, keyTable } from './tables.ts';

const INTRODUCTION = `# Configuration

<!-- Written by: node scripts/reference-pages/write.ts -->

Each process reads its environment once, as it starts; a mistake ends it with a message that names the variable and what it
should hold. A variable that is set to nothing counts as not set. The policy of a course and of its assignments is no matter
of this page: [Grades](grades.md), [assignment.yaml](assignment-yaml.md).`;

const variables = (schema: Parameters<typeof jsonSchema>[0]): string =>
  keyTable('variable', jsonSchema(schema));

/** The text of docs/configuration.md. */
export const configurationPage = (): Promise<string> =>
  formatPage([
    INTRODUCTION,
    '## `npm start`',
    'Everything on one machine. It hands on to server and worker what is theirs; what stands below for them and is not in this table has its default there.',
    variables(localSchema),
    '## The server',
    '`node apps/server/src/main.ts`, as [compose and others](guides/deploy.md) run it.',
    variables(serverSchema),
    '## A worker',
    '`node worker/src/main.ts`. It needs the database and the queue, and nothing else of the server’s.',
    variables(workerSchema),
    '## The command',
    '`residual` finds the system by `DATABASE_URL` (with `REDIS_URL`, and `PUBLIC_URL` for addresses that it prints), or else the one that `npm start` runs in `RESIDUAL_HOME`. `RESIDUAL_HOME` and `RESIDUAL_ASSIGNMENTS` are as for `npm start`.',
    '## Of the runtime',
    `| variable | |
| --- | --- |
| \`RESIDUAL_WASM_THREADS\` | threads of the \`wasm\` backend in tools; grading uses one |
| \`RESIDUAL_CUDA_LIBRARIES\` | folders of the CUDA libraries, separated by colons, where they are not found by themselves |
| \`SANDBOX_BUBBLEWRAP\` | \`off\`: as if bubblewrap were not installed, for tests |`,
  ]);
