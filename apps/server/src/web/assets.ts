// Style sheet, scripts and icon: plain files, addressed by their content so that browsers may keep them for good.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';

const FOLDER = join(import.meta.dirname, 'static');

const versions = new Map(
  readdirSync(FOLDER).map((file) => [
    file,
    createHash('sha256')
      .update(readFileSync(join(FOLDER, file)))
      .digest('base64url')
      .slice(0, 12),
  ]),
);

/** @throws Error if there is no such file: a mistake in a page */
export function assetUrl(file: string): string {
  const version = versions.get(file);
  if (!version) throw new Error(`no file ${file} in ${FOLDER}`);
  return `/static/${file}?v=${version}`;
}

export const serveAssets: RequestHandler = express.static(FOLDER, {
  index: false,
  redirect: false,
  fallthrough: true,
  immutable: true,
  maxAge: '365d',
});
