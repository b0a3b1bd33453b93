// A Store is one process's connection to the database. Functions beside this file take it as their first
// argument; nobody else sees Prisma.
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

export interface Store {
  readonly db: PrismaClient;
  close(): Promise<void>;
}

/** What a function gets to work with inside of `db.$transaction`. */
export type Transaction = Prisma.TransactionClient;

/** @param databaseUrl postgresql://user:password@host:port/database */
export function openStore(databaseUrl: string): Store {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });
  return { db, close: () => db.$disconnect() };
}

/** @throws if the database does not answer */
export async function pingStore(store: Store): Promise<void> {
  await store.db.$queryRaw`SELECT 1`;
}
