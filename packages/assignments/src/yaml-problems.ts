// Turns what YAML's parser and zod have to say about assignment.yaml into problems with a line, a field and a
// remedy.
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import { z } from 'zod';
import type { AssignmentProblem } from './assignment-error.ts';
import { findNearest } from '@residual/contracts';

type Path = readonly PropertyKey[];

/** `['tasks', 0, 'points']` → `tasks[0].points`. */
export const fieldName = (path: Path): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  );

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

/** The object schemas that may apply at `path`, following the value through unions. */
function schemasAt(schema: z.core.$ZodType, path: Path, value: unknown): z.ZodObject[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return schemasAt(schema.def.innerType, path, value);
  if (schema instanceof z.ZodPipe) return schemasAt(schema.in, path, value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const options = (schema.options as z.ZodObject[]).filter(
      (option) => option.shape[discriminator].safeParse(valueAt(value, [discriminator])).success,
    );
    return options.flatMap((option) => schemasAt(option, path, value));
  }
  const [key, ...rest] = path;
  if (schema instanceof z.ZodArray && key !== undefined)
    return schemasAt(schema.element, rest, valueAt(value, [key]));
  if (!(schema instanceof z.ZodObject)) return [];
  if (key === undefined) return [schema];
  const field: z.core.$ZodType | undefined = schema.shape[String(key)];
  return field ? schemasAt(field, rest, valueAt(value, [key])) : [];
}

/** Where the value at `path` stands; for a path that does not exist, where its nearest parent does. */
export function placeOf(
  document: Document,
  lines: LineCounter,
  path: Path,
): { line?: number; column?: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const found: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(found) && found.range) {
      const { line, col } = lines.linePos(found.range[0]);
      return { line, column: col };
    }
  }
  return {};
}

/** Where the key itself stands, for a key that should not be there. */
function placeOfKey(document: Document, lines: LineCounter, path: Path, key: string) {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(parent)) {
    for (const { key: node } of parent.items) {
      if (isScalar(node) && String(node.value) === key && node.range) {
        const { line, col } = lines.linePos(node.range[0]);
        return { line, column: col };
      }
    }
  }
  return placeOf(document, lines, path);
}

const quoted = (words: readonly unknown[]): string => words.map((word) => `"${String(word)}"`).join(', ');

function suggest(word: unknown, known: readonly string[]): string {
  const nearest = typeof word === 'string' ? findNearest(word, known) : null;
  return nearest ? `did you mean "${nearest}"?` : `use one of ${quoted(known)}`;
}

const typeOf = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (lines that begin with "- ")',
  object: 'a mapping (lines of "key: value")',
};

interface Context {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** The document as plain values. */
  readonly value: unknown;
  readonly schema: z.ZodType;
}

/** A misspelt key is also a missing one: only its misspelling is worth telling. */
export function problemsOfIssues(issues: readonly z.core.$ZodIssue[], context: Context): AssignmentProblem[] {
  const meant = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const known = keysAt(context, issue.path);
      return issue.keys.map((key) => fieldName([...issue.path, findNearest(key, known) ?? '']));
    }),
  );
  return issues
    .filter(({ code, path }) => code === 'unrecognized_keys' || !meant.has(fieldName(path)))
    .flatMap((issue) => problemsOfIssue(issue, context));
}

const keysAt = ({ schema, value }: Context, path: Path): string[] =>
  schemasAt(schema, path, value).flatMap((object) => Object.keys(object.shape));

function problemsOfIssue(issue: z.core.$ZodIssue, context: Context): AssignmentProblem[] {
  const { file, document, lines, value, schema } = context;
  const { path } = issue;
  const field = fieldName(path) || undefined;
  const found = valueAt(value, path);
  const at = { file, ...placeOf(document, lines, path), field };
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(context, path);
      return issue.keys.map((key) => ({
        file,
        ...placeOfKey(document, lines, path, key),
        field: fieldName([...path, key]),
        message: `unknown key "${key}"`,
        remedy: suggest(key, known),
      }));
    }
    case 'invalid_value':
      return [
        {
          ...at,
          message: found === undefined ? 'is missing' : `unknown value "${String(found)}"`,
          remedy: suggest(found, issue.values.map(String)),
        },
      ];
    case 'invalid_type': {
      const expected = EXPECTED[issue.expected] ?? issue.expected;
      return found === undefined
        ? [{ ...at, message: 'is missing', remedy: `add it: ${expected}` }]
        : [{ ...at, message: `is ${typeOf(found)}`, remedy: `write ${expected}` }];
    }
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        const unionPath = path.at(-1) === issue.discriminator ? path.slice(0, -1) : path;
        const known = discriminatorValues(schema, unionPath, issue.discriminator);
        const key = [...unionPath, issue.discriminator];
        const given = valueAt(value, key);
        return [
          {
            file,
            ...placeOf(document, lines, key),
            field: fieldName(key),
            message: given === undefined ? 'is missing' : `unknown value "${String(given)}"`,
            remedy: suggest(given, known),
          },
        ];
      }
      return [{ ...at, message: `is ${typeOf(found)}`, remedy: 'write a number such as 2.5' }];
    }
    default:
      return [{ ...at, message: `"${String(found)}" is not allowed`, remedy: issue.message }];
  }
}

/** The values a discriminated union at `path` knows; the path leads through plain objects and lists only. */
function discriminatorValues(schema: z.core.$ZodType, path: Path, discriminator: string): string[] {
  if (schema instanceof z.ZodDiscriminatedUnion && path.length === 0)
    return (schema.options as z.ZodObject[]).flatMap((option) => {
      const literal: unknown = option.shape[discriminator];
      return literal instanceof z.ZodLiteral ? [...literal.values].map(String) : [];
    });
  const [key, ...rest] = path;
  if (key === undefined) return [];
  if (schema instanceof z.ZodArray) return discriminatorValues(schema.element, rest, discriminator);
  if (schema instanceof z.ZodObject) {
    const field: z.core.$ZodType | undefined = schema.shape[String(key)];
    return field ? discriminatorValues(field, rest, discriminator) : [];
  }
  return [];
}
