import { describe, expect, test } from '@jest/globals';
import { createPassword, createPushToken, hashPassword, hashToken, verifyPassword } from './credentials.ts';

describe('a password', () => {
  test('is verified against its hash, and no other is', async () => {
    const hash = await hashPassword('correct horse');
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horse ', hash)).toBe(false);
  });

  test('has another hash each time', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
  });

  test('is verified with the parameters its hash names', async () => {
    // RFC 7914, section 12: scrypt("password", "NaCl", N = 1024, r = 8, p = 16); its first 32 bytes
    const key = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex');
    const hash = `scrypt$1024$8$16$${Buffer.from('NaCl').toString('base64url')}$${key.toString('base64url')}`;
    expect(await verifyPassword('password', hash)).toBe(true);
  });

  test('that is made up is long and new', () => {
    expect(createPassword()).toMatch(/^([2-9a-z]{5}-){3}[2-9a-z]{5}$/);
    expect(createPassword()).not.toBe(createPassword());
  });
});

describe('a token', () => {
  test('is kept as its SHA-256', () => {
    // FIPS 180-2, appendix B.1
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('fits into an address as it is', () => {
    const token = createPushToken();
    expect(encodeURIComponent(token)).toBe(token);
    expect(token).not.toBe(createPushToken());
  });
});
