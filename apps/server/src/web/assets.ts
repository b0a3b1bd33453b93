// Style sheets, scripts and icon: made once at start, addressed by their content so that browsers may keep them for good.
// A sheet of static/ takes in those it imports, a module of browser/ the parts it imports.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { Router, type RequestHandler } from 'express';

const STATIC = join(import.meta.dirname, 'static');
const BROWSER = join(import.meta.dirname, 'browser');

interface Asset {
  readonly type: string;
  readonly content: Buffer;
  readonly version: string;
}

const toAsset = (type: string, content: Buffer): Asset => ({
  type,
  content,
  version: createHash('sha256').update(content).digest('base64url').slice(0, 12),
});

function readAssets(): ReadonlyMap<string, Asset> {
  const files = readdirSync(STATIC);
  const modules = readdirSync(BROWSER).filter((file) => file.endsWith('.ts'));
  const { outputFiles } = buildSync({
    entryPoints: [
      ...files.filter((file) => file.endsWith('.css')).map((file) => join(STATIC, file)),
      ...modules.map((file) => join(BROWSER, file)),
    ],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/',
    entryNames: '[name]',
    write: false,
  });
  return new Map([
    ...outputFiles.map(({ path, contents }): [string, Asset] => [
      basename(path),
      toAsset(path.endsWith('.css') ? 'text/css' : 'text/javascript', Buffer.from(contents)),
    ]),
    ...files
      .filter((file) => file.endsWith('.svg'))
      .map((file): [string, Asset] => [file, toAsset('image/svg+xml', readFileSync(join(STATIC, file)))]),
  ]);
}

const assets = readAssets();

/** @throws Error if there is no such file: a mistake in a page */
export function assetUrl(file: string): string {
  const asset = assets.get(file);
  if (!asset) throw new Error(`no file ${file} in ${STATIC} or ${BROWSER}`);
  return `/static/${file}?v=${asset.version}`;
}

const sendAsset: RequestHandler<{ file: string }> = (request, response, next) => {
  const asset = assets.get(request.params.file);
  if (!asset) return next();
  response.set('Cache-Control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.content);
};

export const serveAssets: RequestHandler = Router().get('/:file', sendAsset);
