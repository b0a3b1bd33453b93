#!/usr/bin/env node
// The command for a PATH; `npm run residual --` is the same.
import { createRequire } from 'node:module';

process.argv.splice(2, 0, 'residual');
createRequire(import.meta.url)('../../../scripts/bootstrap.cjs');
