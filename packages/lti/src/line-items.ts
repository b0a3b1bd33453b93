// Columns of a platform's gradebook (Assignment and Grade Services 2.0, 3.2).
import { z } from 'zod';
import { httpUrl, SCOPES } from './claims.ts';
import { linkOf } from './link-header.ts';
import { ServiceError, type Service } from './service.ts';
import { jsonOf } from './json.ts';

const ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const ITEMS = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

/** What our columns are marked with. */
export const TAG = 'residual';

export interface Column {
  /** Our name for it. */
  readonly resourceId: string;
  readonly label: string;
  /** An exact decimal above 0. */
  readonly maxPoints: string;
}

export interface LineItem {
  readonly url: string;
  readonly label: string;
  readonly maxPoints: string;
}

const itemSchema = z.object({
  id: httpUrl,
  label: z.string(),
  scoreMaximum: z.number().positive(),
  resourceId: z.string().nullish(),
  tag: z.string().nullish(),
});
type Item = z.infer<typeof itemSchema>;

const toLineItem = ({ id, label, scoreMaximum }: Item): LineItem => ({
  url: id,
  label,
  maxPoints: String(scoreMaximum),
});

/**
 * The column of something graded here: the one made before, else a new one.
 * @param container the platform's address for the columns of its course, which may have a query
 * @throws ServiceError
 */
export async function findOrCreateLineItem(
  service: Service,
  { container, column }: { container: string; column: Column },
): Promise<LineItem> {
  const found = await findLineItem(service, { container, resourceId: column.resourceId });
  if (found) return found;
  const { body } = await service.call({
    method: 'POST',
    url: container,
    scope: SCOPES.lineItems,
    accept: ITEM,
    contentType: ITEM,
    body: () => JSON.stringify({ ...toBody(column), resourceId: column.resourceId, tag: TAG }),
  });
  return toLineItem(read(body, itemSchema, 'the new column'));
}

export async function findLineItem(
  service: Service,
  { container, resourceId }: { container: string; resourceId: string },
): Promise<LineItem | null> {
  const first = new URL(container);
  first.searchParams.set('resource_id', resourceId);
  for (let next: string | null = first.href; next !== null;) {
    const { body, headers } = await service.call({
      method: 'GET',
      url: next,
      scope: SCOPES.lineItems,
      accept: ITEMS,
    });
    // Some platforms take no notice of the filter.
    const item = read(body, z.array(itemSchema), 'the columns').find(
      (each) => each.resourceId === resourceId && (each.tag ?? TAG) === TAG,
    );
    if (item) return toLineItem(item);
    next = linkOf(headers.get('link'), 'next', next);
    if (next !== null && new URL(next).origin !== first.origin)
      throw new ServiceError(200, `the next page of the columns is elsewhere: ${next}`);
  }
  return null;
}

/** Whether it is still there. @throws ServiceError */
export async function lineItemExists(service: Service, url: string): Promise<boolean> {
  try {
    await service.call({ method: 'GET', url, scope: SCOPES.lineItems, accept: ITEM });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return false;
    throw error;
  }
}

/** Renames it and sets what it is out of. @throws ServiceError */
export async function updateLineItem(service: Service, url: string, column: Column): Promise<void> {
  await service.call({
    method: 'PUT',
    url,
    scope: SCOPES.lineItems,
    accept: ITEM,
    contentType: ITEM,
    body: () => JSON.stringify({ ...toBody(column), resourceId: column.resourceId, tag: TAG }),
  });
}

const toBody = ({ label, maxPoints }: Column) => ({ label, scoreMaximum: Number(maxPoints) });

function read<T>(body: string, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(jsonOf(body));
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new ServiceError(200, `${what}: not as the service has it: ${path.join('.')}: ${message}`);
}
