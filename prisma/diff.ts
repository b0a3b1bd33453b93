// What SQL leads from a database's schema to prisma/schema.prisma. Prisma's own schema engine computes it, compiled
// to WebAssembly: its CLI would first download a native one.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg';

const CHAR_OID = 18;
const TEXT_OID = 25;

/** @returns an SQL script, empty when there is nothing to do */
export async function diffSchema(databaseUrl: string): Promise<string> {
  await loadEngine();
  const schema = path.resolve(import.meta.dirname, 'schema.prisma');
  const files = [{ path: schema, content: await readFile(schema, 'utf8') }];
  const pool = new Pool({ connectionString: databaseUrl });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogAdapter(pool));
    const engine = await wasm.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: import.meta.dirname },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout?.includes('This is an empty migration') ? '' : (stdout ?? '');
  } finally {
    await pool.end();
  }
}

async function loadEngine(): Promise<void> {
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const binary = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, {
    './schema_engine_bg.js': wasm as unknown as WebAssembly.ModuleImports,
  });
  wasm.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start: () => void }).__wbindgen_start();
}

/**
 * PostgreSQL's catalog uses a type "char" that adapter-pg does not know and that the engine wants as a character: the
 * pool passes such columns off as text and notes them, then the adapter sets their type.
 */
class CatalogAdapter extends PrismaPg {
  readonly #characters = new WeakMap<object, number[]>();

  constructor(pool: Pool) {
    super(pool);
    type Query = (query: QueryArrayConfig) => Promise<QueryArrayResult>;
    const query = pool.query.bind(pool) as Query;
    const noteCharacters: Query = async (config) => {
      const result = await query(config);
      const columns = [...result.fields.keys()].filter((i) => result.fields[i].dataTypeID === CHAR_OID);
      for (const i of columns) result.fields[i].dataTypeID = TEXT_OID;
      this.#characters.set(result.rows, columns);
      return result;
    };
    pool.query = noteCharacters as typeof pool.query;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const i of this.#characters.get(result.rows) ?? [])
        result.columnTypes[i] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  }
}
