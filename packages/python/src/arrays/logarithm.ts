export const logarithm = Math.log;
