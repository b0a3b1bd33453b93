// `residual bench`: how fast every backend that is here does the lecture's programs, beside TensorFlow and the machine.
import { writeFile } from 'node:fs/promises';
import { machineText, reportToSvg, rosterText, runBench, workloadText } from '@residual/bench';
import { CommandError } from './command-error.ts';

export interface BenchCommandOptions {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly only?: readonly string[];
  readonly backend?: readonly string[];
  readonly svg?: string;
  readonly python?: string;
}

/** @throws CommandError for names that nothing bears */
export async function bench({ json = false, svg, ...options }: BenchCommandOptions): Promise<void> {
  const isWatched = process.stderr.isTTY;
  const report = await runBench({
    ...options,
    onProgress: (text) => {
      if (isWatched) process.stderr.write(`\r\x1b[K${text} …`);
    },
    onWorkload: (figures) => {
      if (isWatched) process.stderr.write('\r\x1b[K');
      if (!json) console.log(`${workloadText(figures)}\n`);
    },
  }).catch((error: unknown) => {
    throw error instanceof RangeError ? new CommandError(error.message) : error;
  });
  if (isWatched) process.stderr.write('\r\x1b[K');
  console.log(json ? JSON.stringify(report, null, 2) : `${machineText(report)}\n${rosterText(report)}`);
  if (svg !== undefined) {
    await writeFile(svg, reportToSvg(report));
    console.error(`${svg}: a picture of it`);
  }
}
