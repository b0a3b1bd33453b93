// Rows in every table of a schema that nobody has code for any more: two in each, by the types of its columns.
import type { Client } from 'pg';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isArray: boolean;
  /** Labels, where it is an enum. */
  readonly labels: readonly string[];
  /** What it refers to. */
  readonly target: { readonly table: string; readonly column: string } | null;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const ROWS = 2;

/** @throws Error naming a type that it knows no value of */
export async function populate(client: Client): Promise<void> {
  const tables = await readTables(client);
  const done = new Set<string>();
  while (done.size < tables.size) {
    const next = [...tables].find(
      ([name, columns]) =>
        !done.has(name) &&
        columns.every(({ target }) => !target || target.table === name || done.has(target.table)),
    );
    if (!next) throw new Error('the tables refer to each other in a circle');
    const [name, columns] = next;
    for (let row = 1; row <= ROWS; row++) await insertRow(client, { name, columns, row });
    done.add(name);
  }
}

async function readTables(client: Client): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<Column & { table: string }>(`
    SELECT c.relname AS "table", a.attname AS "name", e.typname AS "type", t.typelem <> 0 AND t.typcategory = 'A' AS "isArray",
      ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid = e.oid ORDER BY l.enumsortorder) AS "labels",
      (SELECT json_build_object('table', f.relname, 'column', fa.attname)
       FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
       JOIN pg_attribute fa ON fa.attrelid = f.oid AND fa.attnum = k.confkey[1]
       WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS "target"
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    ORDER BY c.relname, a.attnum`);
  const tables = new Map<string, Column[]>();
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column]);
  return tables;
}

async function insertRow(
  client: Client,
  { name, columns, row }: { name: string; columns: readonly Column[]; row: number },
): Promise<void> {
  const values: unknown[] = [];
  for (const column of columns) {
    if (column.target && column.target.table !== name) {
      const { table, column: key } = column.target;
      const found = await client.query<{ key: unknown }>(
        `SELECT ${quote(key)} AS key FROM ${quote(table)} ORDER BY 1 OFFSET ${row - 1} LIMIT 1`,
      );
      values.push(found.rows[0].key);
    } else {
      const value = valueOf(column, `${name} ${column.name}`, row);
      values.push(column.isArray ? [value] : value);
    }
  }
  const places = values.map((_, i) => `$${i + 1}`).join(', ');
  // Written by hand or by triggers: a row that a trigger has made already is as good.
  await client.query(
    `INSERT INTO ${quote(name)} (${columns.map((column) => quote(column.name)).join(', ')}) VALUES (${places})
     ON CONFLICT DO NOTHING`,
    values,
  );
}

/** Different in each row, the same in each run. */
function valueOf({ type, labels }: Column, place: string, row: number): unknown {
  if (labels.length > 0) return labels[row % labels.length];
  const known: Readonly<Record<string, unknown>> = {
    uuid: `00000000-0000-4000-8000-${String(hash(place) * 10 + row).padStart(12, '0')}`,
    text: `${place} ${row}`,
    bool: row % 2 === 0,
    int2: row,
    int4: row,
    numeric: `${row}.25`,
    timestamptz: `2026-11-0${row}T12:00:00.123Z`,
    json: JSON.stringify({ row }),
    jsonb: JSON.stringify({ row }),
    bytea: Buffer.from([row, 0, 255]),
  };
  if (!(type in known)) throw new Error(`${place}: no value is known of type ${type}; add one`);
  return known[type];
}

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1_000_000_007, 7);
