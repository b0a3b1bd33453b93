// Tables of keys from zod schemas: what a key is, what it may hold, and what holds without it, stand where it is parsed.
import prettier from 'prettier';
import { z } from 'zod';

export interface Property {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  /** A default that depends on the machine, in words. */
  readonly shown?: string;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Property[];
  readonly items?: Property;
}

export const jsonSchema = (schema: z.ZodType): Property =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as unknown as Property;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function allowed({ enum: values, minimum, exclusiveMinimum, maximum }: Property): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  // zod's bounds of an integer that has none
  const top = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bottom = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (bottom !== undefined && top !== undefined) return `${bottom} to ${top}`;
  if (exclusiveMinimum !== undefined)
    return `above ${exclusiveMinimum}${top === undefined ? '' : `, to ${top}`}`;
  return bottom === undefined ? '' : `from ${bottom}`;
}

function fallback(property: Property, required: boolean): string {
  if (property.shown !== undefined) return property.shown;
  if (required) return '(must be given)';
  const { default: value } = property;
  if (value === undefined || value === '' || typeof value === 'object') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** @throws Error naming a key that does not say what it is */
export function keyTable(heading: string, { properties = {}, required = [] }: Property): string {
  const rows = Object.entries(properties).map(([key, property]) => {
    if (property.const === undefined && !property.description)
      throw new Error(`"${key}" has no description: write one where its schema is`);
    const what = property.const === undefined ? property.description! : `\`${String(property.const)}\``;
    return `| \`${key}\` | ${cell(what)} | ${cell(allowed(property))} | ${cell(fallback(property, required.includes(key)))} |`;
  });
  return [`| ${heading} | | allowed | default |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}

export const formatPage = (parts: readonly string[]): Promise<string> =>
  prettier.format(parts.join('\n\n'), { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' });
