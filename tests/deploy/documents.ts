// The files of deploy/ and beside it, read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const ROOT = join(import.meta.dirname, '../..');
const MANIFESTS = join(ROOT, 'deploy/kubernetes');

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // oxlint-disable-next-line typescript/no-explicit-any -- of any kind; its schema is what is tested
  readonly [field: string]: any;
}

export const manifests: readonly (readonly [string, Manifest])[] = readdirSync(MANIFESTS)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) =>
    parseAllDocuments(readFileSync(join(MANIFESTS, file), 'utf8'), { merge: true }).map((document) => {
      const manifest = document.toJS() as Manifest;
      return [`${file}: ${manifest.kind} ${manifest.metadata.name}`, manifest] as const;
    }),
  );

export const ofKind = (kind: string): Manifest[] =>
  manifests.flatMap(([, manifest]) => (manifest.kind === kind ? [manifest] : []));

export const composeText = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
export const compose = parse(composeText, { merge: true }) as {
  name: string;
  services: Record<string, { command?: string[] | string; environment?: Record<string, unknown> }>;
};
export const dockerfileText = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
