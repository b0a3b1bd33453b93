// One message to one webhook: signed, in one try, without following anybody elsewhere.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { DueDelivery } from '@residual/store';
import { parseWebhookUrl, publicLookup } from './address.ts';

const PATIENCE_MS = 10_000;

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>`. The time is in what is signed, so that nobody can send
 * an old message again unnoticed.
 */
export function sign(body: string, { secret, at }: { secret: string; at: Date }): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

export function bodyOf({ id, event, course, createdAt, payload }: DueDelivery): string {
  return JSON.stringify({ id, event, course, createdAt: createdAt.toISOString(), data: payload });
}

/** @throws Error that says why it did not come through */
export async function send(
  delivery: DueDelivery,
  options: { allowPrivate: boolean; signal: AbortSignal },
): Promise<void> {
  const { allowPrivate, signal } = options;
  const url = parseWebhookUrl(delivery.url, { allowPrivate });
  const body = bodyOf(delivery);
  const { request } = url.protocol === 'https:' ? https : http;
  const status = await new Promise<number>((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      ...(allowPrivate ? {} : { lookup: publicLookup }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'Residual',
        'X-Residual-Event': delivery.event,
        'X-Residual-Delivery': delivery.id,
        'X-Residual-Signature': sign(body, { secret: delivery.secret, at: new Date() }),
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      // What it says is of no use to us, however long it is.
      response.destroy();
    });
    outgoing.end(body);
  });
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}
