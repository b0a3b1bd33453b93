import type { GradedProgram } from './program.ts';

/** New nodes before so many runs are no second part of a program but a loop that makes them. */
const MOST_GROWTHS = 5;

/** Whether the program makes nodes in the loop that runs them. */
export const isGrowing = ({ growths }: Pick<GradedProgram, 'growths'>): boolean => growths >= MOST_GROWTHS;
