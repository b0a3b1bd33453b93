// The document (OpenAPI 3.1), made from the table of operations and their schemas.
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { problemSchema, toProblem, type ProblemKind } from './problem.ts';
import { WEBHOOK_DATA, webhookEnvelope } from './schemas.ts';

export const API_PATH = '/api/v1';

type Json = Readonly<Record<string, unknown>>;

/** Named schemas are defined once, wherever they are used. */
class Components {
  readonly schemas: Record<string, unknown> = {};

  /** @param io what is sent (`input`: what has a default may be absent) or what is answered */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _,
      $defs,
      ...json
    } = z.toJSONSchema(schema, { target: 'draft-2020-12', io }) as Json & {
      $defs?: Record<string, Json>;
    };
    for (const [name, definition] of Object.entries($defs ?? {})) this.schemas[name] = repointed(definition);
    const name = z.globalRegistry.get(schema)?.id;
    if (name === undefined) return repointed(json) as Json;
    this.schemas[name] = repointed(json);
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** `#/$defs/X` → `#/components/schemas/X`; the ids that go with them say the same. */
function repointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(repointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (key === 'id' && typeof each === 'string') return [];
      if (key === '$ref' && typeof each === 'string')
        return [[key, each.replace('#/$defs/', '#/components/schemas/')]];
      return [[key, repointed(each)]];
    }),
  );
}

export function openApiDocument(publicUrl: string): Json {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS)
    (paths[operation.path] ??= {})[operation.method] = describe(operation, components);
  const webhooks = Object.fromEntries(
    Object.entries(WEBHOOK_DATA).map(([event, data]) => [
      event,
      {
        post: {
          summary: `Sent to webhooks that listen for ${event}`,
          description:
            'Signed: X-Residual-Signature is t=<seconds since 1970>,v1=<hex of HMAC-SHA256 of "<t>.<body>" with the webhook’s secret>. ' +
            'Answer with a status from 200 to 299 within ten seconds; else it is sent again, later and later.',
          requestBody: {
            content: {
              'application/json': { schema: components.schemaOf(webhookEnvelope(event, data), 'output') },
            },
          },
          responses: { '2XX': { description: 'It came through.' } },
        },
      },
    ]),
  );
  components.schemaOf(problemSchema, 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Residual',
      version: '1',
      description: 'Grades, submissions, roster and export of a course. Points are exact decimals in text.',
    },
    servers: [{ url: publicUrl + API_PATH }],
    security: [{ token: [] }],
    paths,
    webhooks,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token opens one course, within its scopes; instructors make it.',
        },
      },
    },
  };
}

function describe(operation: Operation, components: Components): Json {
  const { id, summary, description, scope, query, body, answer, example, path } = operation;
  const queryJson = components.schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    ...(scope && { 'x-scope': scope }),
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
        example: example.params[name],
      })),
      ...Object.entries(queryJson.properties ?? {}).map(([name, { description: what, ...schema }]) => ({
        name,
        in: 'query',
        required: queryJson.required?.includes(name) ?? false,
        ...(what !== undefined && { description: what }),
        schema,
        ...(example.query?.[name] !== undefined && { example: example.query[name] }),
      })),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: components.schemaOf(body, 'input'), example: example.body },
        },
      },
    }),
    responses: {
      200: {
        description: answer ? 'As asked.' : 'The file, streamed.',
        content: answer
          ? {
              'application/json': {
                schema: components.schemaOf(answer, 'output'),
                ...(example.answer !== undefined && { example: example.answer }),
              },
            }
          : { '*/*': { schema: { type: 'string', format: 'binary' } } },
      },
      ...Object.fromEntries(problemsOf(operation).map((kind) => problemResponse(kind))),
    },
  };
}

function problemsOf({ scope, answer, body }: Operation): ProblemKind[] {
  return [
    'bad-request',
    'unauthorized',
    ...(scope ? (['missing-scope'] as const) : []),
    'not-found',
    ...(answer === null || body !== null ? (['cannot-export'] as const) : []),
    'too-many-requests',
  ];
}

function problemResponse(kind: ProblemKind): [string, Json] {
  const { status, title } = toProblem(kind, '');
  return [
    String(status),
    {
      description: title,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ];
}
