// The sums over a whole course, kept for as long as nothing was graded: a hundred who look at a deadline cost as much as
// one. What staff change (extensions, points, members) is not in them, but read anew each time.
import { readCourseOverview, type CourseOverview } from '@residual/store';
import type { ServerContext } from '../../context.ts';

/** So old it may be even while results come in. */
const FRESH_MS = 2_000;
/** So old at most, should an event have been missed. */
const KEPT_MS = 20_000;
const DAYS = 21;
const DIAGNOSES = 8;

interface Kept {
  readonly readAt: number;
  readonly overview: Promise<CourseOverview>;
}

export class RecentOverviews {
  readonly #context: ServerContext;
  readonly #kept = new Map<string, Kept>();
  #lastEventAt = 0;

  constructor(context: ServerContext) {
    this.#context = context;
    const unsubscribe = context.events.subscribe(() => {
      this.#lastEventAt = Date.now();
    });
    context.stopping.addEventListener('abort', unsubscribe);
  }

  async read(courseId: string, now: Date): Promise<CourseOverview> {
    const kept = this.#kept.get(courseId);
    const age = kept ? now.getTime() - kept.readAt : Infinity;
    if (kept && (age < FRESH_MS || (age < KEPT_MS && this.#lastEventAt < kept.readAt))) return kept.overview;
    const overview = readCourseOverview(this.#context.store, {
      courseId,
      now,
      days: DAYS,
      diagnoses: DIAGNOSES,
    });
    this.#kept.set(courseId, { readAt: now.getTime(), overview });
    // What could not be read is not kept.
    overview.catch(() => this.#kept.delete(courseId));
    return overview;
  }
}
