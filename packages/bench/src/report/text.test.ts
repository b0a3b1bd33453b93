import { describe, expect, test } from '@jest/globals';
import type { Figure } from '../figure.ts';
import { digits, formatSeconds } from './seconds.ts';
import { workloadText } from './text.ts';

const measured = (contestant: string, role: Figure['role'], median: number, count = 10_000): Figure => ({
  contestant,
  role,
  state: 'measured',
  median,
  low: median,
  high: median,
  repeats: 3,
  count,
});

describe('seconds', () => {
  test('are told in the unit that suits, with three digits that count', () => {
    expect([0.0000181, 0.00181, 0.0181, 3.451, 461.2].map(formatSeconds)).toEqual([
      '18.1 µs',
      '1.81 ms',
      '18.1 ms',
      '3.45 s',
      '461 s',
    ]);
    expect(digits(0.123)).toBe('0.123');
  });
});

describe('the text of a workload', () => {
  const text = workloadText({
    name: 'linear',
    title: 'Linear',
    figures: [
      measured('js', 'backend', 0.001, 300),
      measured('wasm', 'backend', 0.00005),
      measured('TensorFlow', 'tensorflow', 0.0004),
      measured('TensorFlow, 1 thread', 'tensorflow', 0.0003),
      measured('C', 'limit', 0.00002),
      { contestant: 'cuda', role: 'backend', state: 'skipped', reason: 'no memory', estimate: 83 },
      { contestant: 'webgpu', role: 'backend', state: 'failed', reason: 'device lost' },
    ],
  });
  const lineOf = (name: string): string => text.split('\n').find((line) => line.trim().startsWith(name))!;

  test('has the quickest first', () => {
    expect(text.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual(
      expect.arrayContaining(['Linear', 'C', 'wasm', 'TensorFlow, 1 thread', 'TensorFlow', 'js']),
    );
    expect(text.indexOf('wasm')).toBeLessThan(text.indexOf('TensorFlow, 1 thread'));
  });

  test("compares ours with TensorFlow's best and everybody with the limit", () => {
    expect(lineOf('wasm')).toContain('6.00× faster than TF, 2.50× limit');
    expect(lineOf('js')).toContain('3.33× slower than TF, 50.0× limit');
    expect(lineOf('TensorFlow, 1')).toContain('15.0× limit');
    expect(lineOf('TensorFlow, 1')).not.toContain('than TF');
  });

  test('draws bars in proportion', () => {
    const lengthOf = (name: string): number => [...lineOf(name)].filter((c) => c === '█').length;
    expect(lengthOf('js')).toBe(24);
    expect(lengthOf('TensorFlow  ')).toBe(9);
  });

  test('tells what was skipped with its estimate, and what failed', () => {
    expect(lineOf('cuda')).toContain('about 83.0 s: skipped, no memory');
    expect(lineOf('webgpu')).toContain('failed: device lost');
  });

  test('tells what all steps would take where fewer were measured', () => {
    expect(text).toContain('10,000 would take: js 10.0 s.');
  });
});
