// An assignment that is graded in a fraction of a second, and programs whose verdict is known beforehand.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '@residual/contracts';
import { calibrateFolder } from '@residual/grading';

export const SLUG = 'tiny';
export const TASK = 'descent';
export const MAX_POINTS = '2';

/** Lateness takes something off, and never everything. */
const specOf = (deadline: Date): string => `title: Tiny
summary: One step of descent on forty rows.
deadline: ${deadline.toISOString()}
late: { perDay: 10, atMost: 50 }
data: { source: glyphs, seed: 1, rows: 60, hiddenSeed: 2, hiddenRows: 20 }
tasks:
  - name: ${TASK}
    title: Descent
    points: ${MAX_POINTS}
    dtype: float32
    loss: squared-error
    limits: { wallClockSeconds: 20, memoryMegabytes: 256, graphNodes: 1000 }
    reference: { method: gradient-descent, learningRate: 0.005, steps: 3 }
    checks:
      - { check: loss-value, points: 2, required: true }
`;

const KINDS = { correct: 'reduceMean', wrong: 'reduceSum', 'runtime error': 'reduceMode' } as const;
export type ProgramKind = keyof typeof KINDS & Verdict;
export const PROGRAM_KINDS = Object.keys(KINDS) as ProgramKind[];

/** @param id makes the program differ from every other */
export const programOf = (kind: ProgramKind, id: string): string => `// ${id}
import tf from 'tensorflow';
import { Xtrn, Ytrn, dim } from 'data';
const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });
const loss = tf.${KINDS[kind]}(tf.square(tf.matmul(X, w).sub(Y)), 'loss');
const train = w.assign(w.sub(tf.gradients(loss, [w])[0].mul(0.001)), 'train');
const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
sess.run(train, [[X, Xtrn], [Y, Ytrn]]);
sess.close();
`;

/** @returns the folder that holds the assignment's */
export async function writeTinyAssignment(folder: string, deadline: Date): Promise<string> {
  const directory = join(folder, SLUG);
  for (const part of ['starter', 'solution']) await mkdir(join(directory, part), { recursive: true });
  await writeFile(join(directory, 'assignment.yaml'), specOf(deadline));
  await writeFile(join(directory, 'README.md'), '# Tiny\n');
  await writeFile(join(directory, `starter/${TASK}.ts`), '// write it here\n');
  await writeFile(join(directory, `solution/${TASK}.ts`), programOf('correct', 'solution'));
  await calibrateFolder(directory);
  return folder;
}
