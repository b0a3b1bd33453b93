// What a student probably meant, for errors about a name that does not exist.
import { findNearest, type ProgramError } from '@residual/contracts';

/** Exports by module. */
export type ModuleNames = Readonly<Record<'tensorflow' | 'numpy' | 'data', readonly string[]>>;

const didYouMean = (wrong: string, names: readonly string[]): string => {
  const nearest = findNearest(wrong, names);
  return nearest === null ? '' : ` Did you mean ${nearest}?`;
};

/** What programs call a library. */
const LIBRARIES: Readonly<Record<string, 'tensorflow' | 'numpy'>> = {
  tf: 'tensorflow',
  tensorflow: 'tensorflow',
  np: 'numpy',
  numpy: 'numpy',
};

function hintFor(message: string, names: ModuleNames): string {
  const missing = /module '(\w+)' does not provide an export named '(\w+)'/.exec(message);
  if (missing?.[1] === 'data')
    return `.${didYouMean(missing[2], names.data)} "data" has ${names.data.join(', ')}.`;
  if (missing?.[1] === 'tensorflow' || missing?.[1] === 'numpy') {
    const hint = didYouMean(missing[2], names[missing[1]]);
    return hint === '' ? '' : `.${hint}`;
  }
  const called = /^(tf|tensorflow|np|numpy)\.(\w+) is not a (?:function|constructor)$/.exec(message);
  if (called) {
    const nearest = findNearest(called[2], names[LIBRARIES[called[1]]]);
    return nearest === null ? '' : `. Did you mean ${called[1]}.${nearest}?`;
  }
  if (message === 'require is not defined') return '. Programs are modules: import tf from "tensorflow"';
  return '';
}

/** The error with a hint behind its message where the name that is not there is nearly one that is. */
export function withNameHint(error: ProgramError, names: ModuleNames): ProgramError {
  const hint = hintFor(error.message, names);
  return hint === '' ? error : { ...error, message: (error.message + hint).slice(0, 8_000) };
}
