export type { BenchReport, Figure, WorkloadFigures } from './figure.ts';
export { machineText, workloadText, rosterText } from './report/text.ts';
export { reportToSvg } from './report/svg.ts';
export { runBench, type BenchOptions } from './run-bench.ts';
