// Requests to platforms. Their addresses are what somebody entered in a form or a platform said: they lead where
// webhooks may lead, and answers are bounded.
import http from 'node:http';
import https from 'node:https';
import type { Fetch } from '@residual/lti';
import { parseWebhookUrl, publicLookup } from '../webhooks/address.ts';

const PATIENCE_MS = 20_000;
const MOST_BYTES = 5_000_000;

/** Nobody is followed elsewhere. @param options `allowPrivate`: the site says so */
export function guardedFetch({ allowPrivate }: { allowPrivate: boolean }): Fetch {
  return async (address, { method, headers, body, signal }) => {
    const url = parseWebhookUrl(address, { allowPrivate });
    const { request } = url.protocol === 'https:' ? https : http;
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const incoming = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = request(url, {
        method,
        agent: false,
        ...(allowPrivate ? {} : { lookup: publicLookup }),
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
        headers: {
          ...headers,
          'User-Agent': 'Residual',
          ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
        },
      });
      outgoing.on('error', reject);
      outgoing.on('response', resolve);
      outgoing.end(body);
    });
    const content = await read(incoming);
    const status = incoming.statusCode ?? 500;
    const answered = new Headers();
    for (const [name, value] of Object.entries(incoming.headersDistinct))
      for (const each of value ?? []) answered.append(name, each);
    return new Response([204, 205, 304].includes(status) ? null : content, { status, headers: answered });
  };
}

async function read(incoming: http.IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
