// Runs embedded PostgreSQL in the folder named by the first argument and says where, until it is killed.
import { startEmbeddedPostgres } from '@residual/store';

const server = await startEmbeddedPostgres({ folder: process.argv[2] });
process.send?.({ url: server.url('postgres'), dataFolder: server.dataFolder });
