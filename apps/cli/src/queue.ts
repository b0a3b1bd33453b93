// `residual queue`, `residual retry`, `residual worker`: who waits for a grading, and who grades.
import { drainWorker, listLine, listWorkers, resumeWorker, retrySubmission } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { actorOf, parseId, print, table, type StaffOptions } from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

/** In the order of grading. @throws CommandError */
export async function showQueue(
  instance: Instance,
  options: StaffOptions & { course?: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const courseId = options.course === undefined ? undefined : (await getCourse(store, options.course)).id;
    const line = await listLine(store, courseId === undefined ? {} : { courseId });
    const rows = line.map((each) => [
      each.at === 'worker' ? `graded by ${each.worker}` : `${each.before} before it`,
      `${each.course.slug}/${each.assignment.slug}`,
      each.student.email,
      `since ${each.queuedAt.toISOString()}`,
      each.seconds === null ? '' : `about ${Math.round(each.seconds)} s`,
      [each.device === 'gpu' ? 'needs a GPU' : '', each.priority === 'background' ? each.reason : '']
        .filter(Boolean)
        .join(', '),
      each.attemptId,
    ]);
    print(options, line, rows.length > 0 ? table(rows) : 'Nothing waits, and nothing is being graded.');
  });
}

/** @param text the id of a submission @throws CommandError if it has a result, or is being graded */
export async function retry(
  instance: Instance,
  text: string,
  options: StaffOptions & { reason?: string },
): Promise<void> {
  const submissionId = parseId(text, 'a submission');
  await withStore(instance, async (store) => {
    const retried = await retrySubmission(store, {
      submissionId,
      by: actorOf(options),
      reason: options.reason,
    });
    if (retried === null) throw new CommandError(`There is no submission ${submissionId}.`);
    if ('state' in retried)
      throw new CommandError(
        retried.state === 'graded'
          ? 'It has a result: residual regrade grades it again, with a look at what would change.'
          : `It is ${retried.state} already.`,
      );
    print(options, retried, `Attempt ${retried.attemptId} is in line.`);
  });
}

export async function showWorkers(instance: Instance, options: StaffOptions): Promise<void> {
  await withStore(instance, async (store) => {
    const workers = await listWorkers(store);
    const rows = workers.map((each) => [
      each.name,
      each.drainedAt ? `drained, ${each.running.length} still graded` : each.state,
      each.gpu ? 'takes what asks for a GPU' : '',
      each.refusal ?? '',
    ]);
    print(options, workers, rows.length > 0 ? table(rows) : 'No worker has been seen within ten minutes.');
  });
}

/** @throws CommandError if there is no such worker */
export async function setDraining(
  instance: Instance,
  worker: string,
  options: StaffOptions & { reason?: string; drain: boolean },
): Promise<void> {
  await withStore(instance, async (store) => {
    const set = options.drain ? drainWorker : resumeWorker;
    const changed = await set(store, { worker, by: actorOf(options), reason: options.reason });
    if (changed === null)
      throw new CommandError(`There is no worker ${worker}: residual worker list has their names.`);
    const now = options.drain
      ? `${worker} takes nothing more, within seconds; what it grades goes on. It stays so until residual worker resume, or until it is started anew.`
      : `${worker} takes attempts again, within seconds.`;
    print(options, { worker, changed }, changed ? now : `${worker} was so already.`);
  });
}
