// The form of an export, as it was sent.
import { exportOptionsSchema, type ExportOptions } from '@residual/contracts';
import type { Request } from 'express';
import { HttpError } from '../http-error.ts';

export interface SentForm {
  readonly options: ExportOptions;
  readonly upload: { readonly name: string; readonly bytes: Uint8Array } | null;
}

/** @param request whose body is the multipart form's bytes @throws HttpError 400 for what no page of ours sends */
export async function readForm(request: Request): Promise<SentForm> {
  const form = await parseMultipart(request);
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const all = (name: string): string[] | undefined => {
    const values = form.getAll(name).filter((value) => typeof value === 'string');
    return values.length > 0 ? values : undefined;
  };
  const targets = [...form].flatMap(([name, value]) =>
    name.startsWith('target:') && typeof value === 'string' && value.trim() !== ''
      ? [[name.slice('target:'.length), value] as const]
      : [],
  );
  const places = text('places');
  const parsed = exportOptionsSchema.safeParse({
    format: text('format'),
    assignments: all('assignments'),
    sections: all('sections'),
    columns: all('columns'),
    ...(places !== undefined && { rounding: { places: Number(places), mode: text('mode') } }),
    missing: text('missing'),
    excused: text('excused'),
    ungraded: text('ungraded'),
    key: text('key'),
    targets: Object.fromEntries(targets),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HttpError(400, `The form is not complete: ${issue.path.join('.')}: ${issue.message}.`);
  }
  const file = form.get('upload');
  const isFile = file instanceof File && file.size > 0;
  return {
    options: parsed.data,
    upload: isFile ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } : null,
  };
}

async function parseMultipart(request: Request): Promise<FormData> {
  const type = request.get('content-type') ?? '';
  if (!Buffer.isBuffer(request.body))
    throw new HttpError(400, 'The form was not sent as multipart/form-data.');
  try {
    return await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw Object.assign(new HttpError(400, 'The form cannot be read.'), { cause });
  }
}
