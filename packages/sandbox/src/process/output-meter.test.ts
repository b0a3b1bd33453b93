import { expect, test } from '@jest/globals';
import { LimitError } from './bridge.ts';
import { createOutputMeter } from './output-meter.ts';

function meter(limitBytes: number) {
  const sent: string[] = [];
  return { sent, ...createOutputMeter(limitBytes, (text) => sent.push(text)) };
}

test('the first output is sent at once', () => {
  const { sent, print } = meter(100);
  print('a\n');
  expect(sent).toEqual(['a\n']);
});

test('output that comes fast is gathered, and flushed in the order it came', () => {
  const { sent, print, flush } = meter(10_000);
  for (let i = 0; i < 5; i++) print(`${i}\n`);
  flush();
  flush();
  expect(sent.join('')).toBe('0\n1\n2\n3\n4\n');
  expect(sent.length).toBeLessThan(5);
});

test('exactly the limit is allowed, in bytes and not in characters', () => {
  const { sent, print, flush } = meter(4);
  print('éé');
  flush();
  expect(sent).toEqual(['éé']);
  expect(() => print('x')).toThrow(LimitError);
});

test('what fits is sent before the limit is reported', () => {
  const { sent, print } = meter(2048);
  expect(() => print('x'.repeat(5000))).toThrow('The program printed more than 2 kB.');
  expect(sent.join('')).toBe('x'.repeat(2048));
});
