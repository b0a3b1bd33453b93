// The assignments of a course with their tasks. What a version holds never changes, so it is read once.
import { unpackBundle } from '@residual/assignments';
import { type CourseAssignment, getAssignmentBundle, listAssignments, type Store } from '@residual/store';

export interface CatalogTask {
  readonly name: string;
  readonly maxPoints: string;
}

export interface CatalogAssignment extends CourseAssignment {
  readonly tasks: readonly CatalogTask[];
}

export class AssignmentCatalog {
  readonly #store: Store;
  readonly #tasks = new Map<string, Promise<readonly CatalogTask[]>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** In the course's order. */
  async list(courseId: string): Promise<CatalogAssignment[]> {
    const assignments = await listAssignments(this.#store, courseId);
    return Promise.all(
      assignments.map(async (assignment) => ({
        ...assignment,
        tasks: await this.#tasksOf(assignment.versionHash),
      })),
    );
  }

  #tasksOf(versionHash: string): Promise<readonly CatalogTask[]> {
    let tasks = this.#tasks.get(versionHash);
    if (!tasks) {
      tasks = getAssignmentBundle(this.#store, versionHash).then((bundle) =>
        unpackBundle(bundle).spec.tasks.map(({ name, points }) => ({ name, maxPoints: points })),
      );
      // A failure to read is not remembered.
      tasks.catch(() => this.#tasks.delete(versionHash));
      this.#tasks.set(versionHash, tasks);
    }
    return tasks;
  }
}
