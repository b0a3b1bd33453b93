// The backends that the page has a column for. A new one adds its table of kernels here.
import { JS_KERNELS } from '../../packages/runtime/src/js/kernels.ts';
import type { BackendColumn } from './page.ts';

const fromTable = (name: string, table: object): BackendColumn => ({
  name,
  has: (op) => Object.hasOwn(table, op),
});

export const BACKENDS: readonly BackendColumn[] = [fromTable('js', JS_KERNELS)];
