// The text of a push's answer. Pure: it is told what happened, in any order and as often as one likes, and
// says each thing once. Live events and rows of the database may both tell it the same.
import type { AttemptState, PlaceInLine } from '@residual/store';
import { oneLine, type PublicReport, pointsOf, taskBlock, timeOfDay, wrap } from '@residual/answer';

/** An assignment whose verdict this push tells. */
export interface AnsweredAssignment {
  readonly slug: string;
  readonly attemptId: string;
  /** The submission's page. */
  readonly url: string;
  /** The folder is as it was at an earlier push, whose verdict stands. */
  readonly unchanged: boolean;
  readonly late: boolean;
  /** The points that stood until this push; null if there were none. */
  readonly before: string | null;
  readonly tasks: readonly { readonly name: string; readonly maxPoints: string }[];
}

export interface AttemptOutcome {
  readonly state: AttemptState;
  readonly points: string | null;
  readonly maxPoints: string | null;
  readonly reports: readonly PublicReport[];
}

interface Progress {
  readonly part: AnsweredAssignment;
  started: boolean;
  finished: boolean;
  /** It has no verdict and will have none. */
  withdrawn: boolean;
  readonly begun: Set<string>;
  readonly reports: Map<string, PublicReport>;
}

export class PushAnswer {
  readonly #progress: ReadonlyMap<string, Progress>;
  /** The task whose heading was printed last and whose lines may follow it. */
  #heading: string | undefined;

  constructor(parts: readonly AnsweredAssignment[]) {
    this.#progress = new Map(
      parts.map((part) => [
        part.attemptId,
        { part, started: false, finished: false, withdrawn: false, begun: new Set(), reports: new Map() },
      ]),
    );
  }

  get open(): string[] {
    return [...this.#progress.values()].filter((p) => !p.finished).map((p) => p.part.attemptId);
  }

  /** Attempts that no worker has taken yet. */
  get waiting(): string[] {
    return this.open.filter((attemptId) => !this.#progress.get(attemptId)?.started);
  }

  waits(attemptId: string, { before, seconds, isServed, device }: Omit<PlaceInLine, 'state'>): string[] {
    const progress = this.#progress.get(attemptId);
    if (!progress || progress.started || progress.finished) return [];
    const others = before === 1 ? '1 submission is' : `${before} submissions are`;
    const isForGpu = device === 'gpu';
    const worker = isForGpu ? 'a worker with a GPU' : 'a worker';
    const behind = `${others} before it${isForGpu ? `, for ${worker}` : ''}`;
    const place = before === 0 ? `next in line for ${worker}` : behind;
    const time = seconds === null ? '' : `; its verdict in about ${roughly(seconds)}`;
    const nobody = isForGpu ? ' (none is there just now)' : ' (no worker is grading just now)';
    const idle = isServed ? '' : nobody;
    return this.#apart([`${progress.part.slug}: queued, ${place}${time}${idle}`]);
  }

  started(attemptId: string): string[] {
    const progress = this.#progress.get(attemptId);
    if (!progress || progress.started || progress.finished) return [];
    progress.started = true;
    return this.#apart([`${progress.part.slug}: grading ...`]);
  }

  taskStarted(attemptId: string, task: string): string[] {
    const progress = this.#progress.get(attemptId);
    if (!progress || progress.finished || progress.begun.has(task)) return [];
    const lines = this.started(attemptId);
    progress.begun.add(task);
    return [...lines, ...this.#head(progress.part, task)];
  }

  taskFinished(attemptId: string, report: PublicReport): string[] {
    const progress = this.#progress.get(attemptId);
    if (!progress || progress.finished || progress.reports.has(report.task)) return [];
    const lines = this.started(attemptId);
    progress.begun.add(report.task);
    progress.reports.set(report.task, report);
    const { part } = progress;
    if (this.#heading !== headingOf(part, report.task)) lines.push(...this.#head(part, report.task));
    lines.push(...taskBlock(report, part.slug));
    this.#heading = undefined;
    return lines;
  }

  /** The row has the last word: tasks that no event told of are told now. */
  finished(attemptId: string, outcome: AttemptOutcome): string[] {
    const progress = this.#progress.get(attemptId);
    if (!progress || progress.finished) return [];
    const { part, reports } = progress;
    const quiet = part.unchanged && !progress.started;
    const lines: string[] = [];
    for (const report of outcome.reports) {
      if (!quiet) lines.push(...this.taskFinished(attemptId, report));
      reports.set(report.task, report);
    }
    progress.finished = true;
    if (outcome.state === 'not_graded') {
      // What was announced of an attempt that had no end is no verdict.
      reports.clear();
      lines.push(
        ...this.#apart([
          '',
          ...wrap(
            `${part.slug}: could not be graded. The fault is not yours, it is no score, and the course's staff can see it.`,
          ),
        ]),
      );
    }
    const withdrawn = WITHDRAWN[outcome.state];
    if (withdrawn) {
      reports.clear();
      progress.withdrawn = true;
      lines.push(...this.#apart(['', ...wrap(`${part.slug}: ${withdrawn}`)]));
    }
    if (!quiet) {
      const score = outcome.points === null ? '' : `${outcome.points}/${outcome.maxPoints} points, `;
      lines.push(...this.#apart(['', `${part.slug}: ${score}${part.url}`, ...lowered(part, outcome)]));
    }
    return lines;
  }

  /** For attempts that take longer than the push waits. */
  unfinished(): string[] {
    return this.open.flatMap((attemptId) => {
      const part = this.#progress.get(attemptId)?.part;
      return part ? ['', `${part.slug}: still being graded; the verdict will be at`, `  ${part.url}`] : [];
    });
  }

  /** `<assignment>/<task>: <verdict> <points>/<max>`, one for each task that has a verdict. */
  lastLines(): string[] {
    const lines = [...this.#progress.values()].flatMap(({ part, finished, withdrawn, reports }) => {
      if (withdrawn) return [];
      if (finished && reports.size === 0)
        return part.tasks.map(({ name, maxPoints }) => `${headingOf(part, name)}: not graded -/${maxPoints}`);
      const order = part.tasks.map(({ name }) => name);
      return [...reports.values()]
        .toSorted((a, b) => order.indexOf(a.task) - order.indexOf(b.task))
        .map((report) => `${headingOf(part, report.task)}: ${report.verdict} ${pointsOf(report)}`);
    });
    return lines.length === 0 ? [] : ['', ...lines];
  }

  #head(part: AnsweredAssignment, task: string): string[] {
    this.#heading = headingOf(part, task);
    return ['', this.#heading];
  }

  #apart(lines: string[]): string[] {
    this.#heading = undefined;
    return lines;
  }
}

const WITHDRAWN: Partial<Record<AttemptState, string>> = {
  superseded:
    'a newer push came before this one was begun, and is graded in its place. No attempt is used up.',
  cancelled: 'its grading was cancelled: it is no score, and no attempt is used up.',
};

/** 12 s → 10 s; 100 s → 2 min: no better than it is known. */
function roughly(seconds: number): string {
  if (seconds < 60) return `${Math.max(5, 5 * Math.round(seconds / 5))} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Which submission counts matters to a student when the latest is not the best. */
function lowered({ slug, before }: AnsweredAssignment, { points, maxPoints }: AttemptOutcome): string[] {
  if (before === null || points === null || Number(points) >= Number(before)) return [];
  return [`${slug}: the latest submission counts: ${points}/${maxPoints} now, ${before}/${maxPoints} before`];
}

const headingOf = (part: AnsweredAssignment, task: string): string => `${part.slug}/${oneLine(task)}`;

/** The first line: from here on the push is kept. */
export const receipt = (push: {
  readonly commit: string;
  readonly receivedAt: Date;
  readonly timeZone: string;
}): string[] => [
  `Residual: received ${push.commit.slice(0, 7)} at ${timeOfDay(push.receivedAt, push.timeZone)}`,
];

/** Said before anything is graded. */
export function introduction(parts: readonly AnsweredAssignment[]): string[] {
  return [
    ...parts
      .filter(({ late, unchanged }) => late && !unchanged)
      .map(({ slug }) => `${slug}: received after the deadline, marked late`),
    ...parts
      .filter(({ unchanged }) => unchanged)
      .map(({ slug, url }) => `${slug}: unchanged, its verdict stands: ${url}`),
  ];
}
