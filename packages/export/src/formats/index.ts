import { FILLED_FORMATS, type ExportFormat } from '@residual/contracts';

export interface FormatDescription {
  readonly title: string;
  readonly extension: string;
  readonly contentType: string;
}

export const FORMATS: Readonly<Record<ExportFormat, FormatDescription>> = {
  csv: { title: 'CSV', extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  jsonl: { title: 'JSON Lines', extension: 'jsonl', contentType: 'application/x-ndjson' },
  xlsx: {
    title: 'Excel (XLSX)',
    extension: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  canvas: { title: 'Canvas', extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  'moodle-csv': { title: 'Moodle (CSV)', extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  'moodle-xml': { title: 'Moodle (XML)', extension: 'xml', contentType: 'application/xml' },
  blackboard: { title: 'Blackboard', extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  gradescope: { title: 'Gradescope (results.json)', extension: 'zip', contentType: 'application/zip' },
};

/** Of the uploaded file where there is one: the gradebook wrote it, and the ending tells it how to read it. */
export function exportFileName(course: string, format: ExportFormat, uploadName: string | null): string {
  const isFilled = uploadName !== null && (FILLED_FORMATS as readonly string[]).includes(format);
  const plain = isFilled
    ? (uploadName.split(/[/\\]/).at(-1) ?? '').replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
    : '';
  if (plain.replaceAll('.', '') !== '') return plain.slice(-120);
  const of = ['csv', 'jsonl', 'xlsx'].includes(format) ? 'grades' : format;
  return `${course}-${of}.${FORMATS[format].extension}`;
}
