import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDataSet, loadAssignmentFolder, publicData, unpackBundle } from '@residual/assignments';
import { programRequestSchema, verdictSlug } from '@residual/contracts';
import { createSandbox } from '@residual/sandbox';
import { gradeProgram } from '../../worker/src/evaluator/grade-program.ts';
import { evaluationOfOutcome } from '../../worker/src/report.ts';
const filter = new RegExp(process.argv[2] ?? '.');
const A = '/work/main/assignments';
const sandbox = await createSandbox();
for (const slug of ['linear-regression', 'logistic-regression']) {
  const { spec, calibration, files } = unpackBundle((await loadAssignmentFolder(join(A, slug))).bundle);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });
  const pub = publicData(data);
  for (const task of spec.tasks) for (const f of readdirSync(join(A, slug, 'submissions', task.name))) {
    if (!filter.test(`${task.name}/${f}`)) continue;
    const expected = f.replace(/\.ts$/, '').split('_').at(-1)!;
    const t0 = performance.now();
    const request = programRequestSchema.parse({ language: 'typescript', file: `${task.name}.ts`, source: readFileSync(join(A, slug, 'submissions', task.name, f), 'utf8'), limits: { ...task.limits, wallClockSeconds: 8 }, data: pub.data, seed: 3 });
    const outcome = await sandbox.runProgram(request, pub.buffers);
    const t1 = performance.now();
    const e = evaluationOfOutcome(task, f, outcome) ?? gradeProgram({ task, calibration: calibration.tasks[task.name], data, frame: (outcome as any).frame, seed: 77 });
    console.log(verdictSlug(e.verdict) === expected ? 'ok ' : 'BAD', `${task.name}/${f}`, e.verdict, e.points, e.checks.map((c) => c.status[0]).join(''), e.diagnoses.map((d) => d.name).join(), Math.round(t1 - t0), Math.round(performance.now() - t1), verdictSlug(e.verdict) === expected ? '' : e.summary);
  }
}
await sandbox.close();
