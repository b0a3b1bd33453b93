import { expect, test } from '@jest/globals';
import { linkOf } from './link-header.ts';

const BASE = 'https://lms.example/members?limit=2';

test.each([
  ['<https://lms.example/members?p=2>; rel="next"', 'https://lms.example/members?p=2'],
  ['<https://a.example/?x=1,2>; rel=first, <https://a.example/?x=3,4>; rel=next', 'https://a.example/?x=3,4'],
  ['</members?p=2>; title="a, b; c"; rel="prev next"', 'https://lms.example/members?p=2'],
  ['<https://lms.example/x>;rel="NEXT"', 'https://lms.example/x'],
  ['<https://lms.example/members?p=1>; rel="prev"', null],
  ['nonsense', null],
  [null, null],
])('%s leads on to %s', (header, next) => expect(linkOf(header, 'next', BASE)).toBe(next));
