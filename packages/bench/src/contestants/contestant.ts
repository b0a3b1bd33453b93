import type { Reply } from '../protocol.ts';
import type { Workload } from '../workloads/workload.ts';

/** What is measured beside what: our backends, a submission with its sandbox, the machine's limit, TensorFlow. */
export type Role = 'backend' | 'submission' | 'limit' | 'tensorflow';

export interface Contestant {
  readonly name: string;
  readonly role: Role;
  /** Versions and devices. */
  readonly detail: string;
  /** Seconds; a shorter measurement tells more of the clock than of the contestant. */
  readonly shortest: number;
  /**
   * @throws Error when it fails; it is asked nothing more about this workload then
   */
  measure(workload: Workload, count: number): Promise<Reply>;
  close(): Promise<void>;
}

/** Somebody who would be measured but is not here, and why. */
export interface Absentee {
  readonly name: string;
  readonly role: Role;
  readonly reason: string;
}
