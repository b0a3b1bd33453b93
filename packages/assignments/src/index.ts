export * from './assignment-error.ts';
export * from './bundle.ts';
export * from './calibration.ts';
export * from './datasets/data-set.ts';
export { createRandom, type Random } from './datasets/random.ts';
export * from './datasets/public-data.ts';
export * from './folder.ts';
export * from './public-bundle.ts';
