import { bridge } from './bridge.ts';
import { conversation } from './conversation.ts';
import { frames } from './frames.ts';
import { graphDefs, graphs } from './graphs.ts';
import { leftBehind } from './left-behind.ts';
import { sessions } from './sessions.ts';
import type { FuzzTarget } from './target.ts';

export const TARGETS: readonly FuzzTarget[] = [
  frames,
  conversation,
  bridge,
  sessions,
  graphs,
  graphDefs,
  leftBehind,
];
