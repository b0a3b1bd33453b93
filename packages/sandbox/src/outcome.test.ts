import { describe, expect, test } from '@jest/globals';
import { endingAtLimit, endingOfDeath } from './outcome.ts';

describe('a process that died without a word', () => {
  test.each([
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '# Fatal process out of memory: Failed to reserve virtual memory for CodeRange',
    '# Fatal JavaScript invalid size error 268435456 (see crbug.com/1201626)',
    "terminate called after throwing an instance of 'std::bad_alloc'",
  ])('and last wrote "%s" has used too much memory', (stderr) => {
    expect(endingOfDeath({ code: null, signal: 'SIGTRAP', stderr, memoryMegabytes: 64 })).toEqual({
      kind: 'memory limit',
      detail: 'The program used far more than 64 MB of memory and its process was stopped.',
    });
  });

  test('and aborted in silence has used too much memory: there was none left for words', () => {
    const death = { code: null, signal: 'SIGABRT', stderr: '\n', memoryMegabytes: 64 } as const;
    expect(endingOfDeath(death).kind).toBe('memory limit');
    expect(endingOfDeath({ ...death, stderr: 'Check failed: x' }).kind).toBe('runtime error');
  });

  test('and wrote nothing about memory has crashed', () => {
    expect(endingOfDeath({ code: null, signal: 'SIGSEGV', stderr: '', memoryMegabytes: 64 })).toEqual({
      kind: 'runtime error',
      error: { kind: 'Crash', message: 'The program crashed the process it ran in (SIGSEGV).', stack: [] },
    });
  });
});

test('a graph that grew too large counts as memory used up', () => {
  expect(endingAtLimit('graph nodes', 'too many').kind).toBe('memory limit');
});
