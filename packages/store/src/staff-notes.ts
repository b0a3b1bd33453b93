// What staff of a course tell each other about a student.
import type { Store } from './store.ts';

export interface StaffNote {
  readonly id: string;
  readonly text: string;
  readonly writtenBy: string;
  readonly writtenAt: Date;
}

/** Newest first. */
export async function listNotes(store: Store, enrollmentId: string): Promise<StaffNote[]> {
  return store.db.staffNote.findMany({
    where: { enrollmentId },
    orderBy: [{ writtenAt: 'desc' }, { id: 'desc' }],
    select: { id: true, text: true, writtenBy: true, writtenAt: true },
  });
}

export async function addNote(
  store: Store,
  note: { enrollmentId: string; text: string; writtenBy: string },
): Promise<void> {
  await store.db.staffNote.create({ data: note });
}

/** Only its writer takes a note back. @returns whether there was one */
export async function removeNote(
  store: Store,
  note: { id: string; enrollmentId: string; writtenBy: string },
): Promise<boolean> {
  const { count } = await store.db.staffNote.deleteMany({ where: note });
  return count > 0;
}
