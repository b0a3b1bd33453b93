// What the address of the gradebook says: nonsense is as good as nothing.
import { GRADEBOOK_FILTERS, type GradebookFilter } from '@residual/store';
import { z } from 'zod';

const addressSchema = z.object({
  q: z.string().trim().max(200).catch(''),
  show: z.enum(GRADEBOOK_FILTERS).nullable().catch(null),
  /** An assignment's slug. */
  in: z.string().max(200).catch(''),
  /** `task/name` of a diagnosis. */
  mistake: z.string().max(200).catch(''),
  /** `name`, `total`, `last` or an assignment's slug; `-` before it: from the end. */
  sort: z.string().max(200).catch('name'),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export interface GradebookAddress {
  readonly q: string;
  readonly show: GradebookFilter | null;
  readonly in: string;
  readonly mistake: string;
  readonly sort: string;
  readonly page: number;
}

export const readAddress = (query: unknown): GradebookAddress => addressSchema.parse(query);

/** The address with other settings; a page is kept only where it is said. */
export function addressOf(address: GradebookAddress, changes: Partial<GradebookAddress>): string {
  const { q, show, in: of, mistake, sort, page } = { ...address, page: 1, ...changes };
  const query = new URLSearchParams({
    ...(q && { q }),
    ...(show && { show }),
    ...(of && { in: of }),
    ...(mistake && { mistake }),
    ...(sort !== 'name' && { sort }),
    ...(page > 1 && { page: String(page) }),
  });
  return `?${query}`;
}
