// How a run went, as data: what a target hands back beside the values when it is asked to.
import type { Attr, DType } from './graphdef.ts';

export interface TraceOptions {
  readonly partitionGraphs: boolean;
  readonly stepStats: boolean;
}

/** A node of the part of a graph that runs on one device. */
export interface PartitionNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly device: string;
  /** Null for a node of the program's graph: it has the attributes that it has there. */
  readonly attr: Readonly<Record<string, Attr>> | null;
}

/** One node that ran. */
export interface StepTrace {
  readonly node: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly device: string;
  /** Microseconds since 1970. */
  readonly start: number;
  /** Microseconds. */
  readonly duration: number;
  readonly outputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
}

export interface RunTrace {
  /** A graph per device, first those that the first nodes run on. */
  readonly partitions: readonly (readonly PartitionNode[])[];
  readonly steps: readonly StepTrace[];
}
