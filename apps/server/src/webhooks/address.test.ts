import { describe, expect, test } from '@jest/globals';
import { isPublicAddress, parseWebhookUrl, publicLookup } from './address.ts';

describe('the address of a webhook', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fc00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'no address',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'may be %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    'http://example.org/',
    'ftp://example.org/',
    'https://user:secret@example.org/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
    'https://a.localhost./',
    'example.org',
  ])('is refused as %s', (text) =>
    expect(() => parseWebhookUrl(text, { allowPrivate: false })).toThrow(/address/i),
  );

  test.each([true, false])('is not what a name resolves to on this machine (all: %s)', async (all) => {
    const answer = await new Promise((resolve) => {
      publicLookup('localhost', { all }, (error, addresses) => resolve([error?.message, addresses]));
    });
    expect(answer).toEqual([expect.stringMatching(/^localhost is .*, which is not on the internet$/), []]);
  });

  test('leads to this machine only where the site allows it', () => {
    expect(parseWebhookUrl('http://127.0.0.1:8080/x', { allowPrivate: true }).port).toBe('8080');
  });
});
