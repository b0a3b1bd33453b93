export { pointsOf, taskBlock, type PublicReport } from './task-block.ts';
export { oneLine, timeOfDay, WIDTH, wrap } from './terminal-text.ts';
export { escapeCharacter, HARMFUL, visibleText } from './visible-text.ts';
