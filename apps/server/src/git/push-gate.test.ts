import { expect, test } from '@jest/globals';
import { readConfiguration } from '../configuration.ts';
import { PushGate } from './push-gate.ts';

const { pushLimits } = readConfiguration({ DATABASE_URL: 'postgresql://localhost/x' });
const gate = (limits: { concurrent?: number; perFiveMinutes?: number }): PushGate =>
  new PushGate({ ...pushLimits, ...limits });

test('lets so many pushes into a repository in five minutes, and says when the next may come', () => {
  const limited = gate({ perFiveMinutes: 2 });
  expect(limited.admit('ada', 0)).toBeNull();
  expect(limited.admit('ada', 100_000)).toBeNull();
  expect(limited.admit('ada', 200_000)).toBe(
    '[pushes in five minutes] This repository has had 2: push again in 100 s.',
  );
  expect(limited.admit('emmy', 200_000)).toBeNull();
  expect(limited.admit('ada', 300_000)).toBeNull();
});

test('lets so many pushes run at once in a repository', () => {
  const limited = gate({ concurrent: 1 });
  const place = limited.enter('ada');
  expect(limited.admit('ada')).toContain('[pushes at once]');
  expect(limited.admit('emmy')).toBeNull();
  place[Symbol.dispose]();
  expect(limited.admit('ada')).toBeNull();
});
