// The assignments of a course with their tasks. What a version holds never changes, so it is read once.
import { unpackBundle } from '@residual/assignments';
import { type CourseAssignment, getAssignmentBundle, listAssignments } from '@residual/store';
import type { ServerContext } from '../context.ts';

export interface CatalogTask {
  readonly name: string;
  readonly maxPoints: string;
}

export interface CatalogAssignment extends CourseAssignment {
  readonly tasks: readonly CatalogTask[];
  /** Its tasks cannot be told: what is pushed is kept, and graded once it is mended. */
  readonly isBroken: boolean;
}

export class AssignmentCatalog {
  readonly #context: Pick<ServerContext, 'store' | 'log'>;
  readonly #tasks = new Map<string, Promise<readonly CatalogTask[] | null>>();

  constructor(context: Pick<ServerContext, 'store' | 'log'>) {
    this.#context = context;
  }

  /** In the course's order. One that is broken keeps no other back. @throws what the database throws */
  async list(courseId: string): Promise<CatalogAssignment[]> {
    const assignments = await listAssignments(this.#context.store, courseId);
    return Promise.all(
      assignments.map(async (assignment) => {
        const tasks = await this.#tasksOf(assignment);
        return { ...assignment, tasks: tasks ?? [], isBroken: tasks === null };
      }),
    );
  }

  #tasksOf({ slug, versionHash }: CourseAssignment): Promise<readonly CatalogTask[] | null> {
    let tasks = this.#tasks.get(versionHash);
    if (!tasks) {
      tasks = getAssignmentBundle(this.#context.store, versionHash).then((bundle) => {
        try {
          return unpackBundle(bundle).spec.tasks.map(({ name, points }) => ({ name, maxPoints: points }));
        } catch (error) {
          this.#context.log.error({ err: error, assignment: slug, versionHash }, 'assignment is broken');
          return null;
        }
      });
      // A failure to read is not remembered.
      tasks.catch(() => this.#tasks.delete(versionHash));
      this.#tasks.set(versionHash, tasks);
    }
    return tasks;
  }
}
