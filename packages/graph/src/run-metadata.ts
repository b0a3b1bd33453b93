// What a run can be asked to tell of itself (tf.RunOptions) and where it is told (tf.RunMetadata).
import { GraphTypeError } from './errors.ts';
import type { Graph } from './graph.ts';
import type { NodeDef } from './graphdef.ts';
import { GraphDef, PRODUCER } from './graphdef/graph-def.ts';
import { numberOfDType } from './graphdef/data-types.ts';
import {
  RUN_METADATA,
  type DeviceStepStatsMessage,
  type NodeExecStatsMessage,
  type RunMetadataMessage,
  type StepStatsMessage,
} from './graphdef/run-messages.ts';
import { shapeToProto } from './graphdef/tensor-proto.ts';
import { encodeMessage } from './protobuf/binary.ts';
import { printMessage } from './protobuf/print-text.ts';
import type { PartitionNode, RunTrace, StepTrace, TraceOptions } from './run-trace.ts';

export class RunOptions {
  static readonly NO_TRACE = 0;
  static readonly SOFTWARE_TRACE = 1;
  static readonly HARDWARE_TRACE = 2;
  static readonly FULL_TRACE = 3;
  readonly traceLevel: number;
  readonly outputPartitionGraphs: boolean;

  constructor({
    traceLevel = RunOptions.NO_TRACE,
    outputPartitionGraphs = false,
  }: { readonly traceLevel?: number; readonly outputPartitionGraphs?: boolean } = {}) {
    if (![0, 1, 2, 3].includes(traceLevel))
      throw new GraphTypeError('traceLevel is one of tf.RunOptions.NO_TRACE, SOFTWARE_TRACE, …, FULL_TRACE');
    this.traceLevel = traceLevel;
    this.outputPartitionGraphs = outputPartitionGraphs;
  }

  /** What a target is asked to tell; undefined for nothing. */
  get traced(): TraceOptions | undefined {
    const stepStats = this.traceLevel !== RunOptions.NO_TRACE;
    return stepStats || this.outputPartitionGraphs
      ? { stepStats, partitionGraphs: this.outputPartitionGraphs }
      : undefined;
  }
}

export class RunMetadata implements RunMetadataMessage {
  /** Time and outputs of each node that ran, by device; microseconds. */
  stepStats?: StepStatsMessage;
  /** The graph that each device ran, with what it sent and received. */
  partitionGraphs: GraphDef[] = [];

  /** Takes over what a run of `graph` tells. */
  record({ partitions, steps }: RunTrace, graph: Graph): void {
    this.partitionGraphs = partitions.map(
      (nodes) =>
        new GraphDef({
          ...GraphDef.fromNodes(nodes.map((node) => completed(node, graph))),
          library: {},
          versions: { producer: PRODUCER },
        }),
    );
    this.stepStats = steps.length === 0 ? undefined : statsOf(steps);
  }

  serializeToString(): Uint8Array {
    return encodeMessage(RUN_METADATA, this);
  }

  toString(): string {
    return printMessage(RUN_METADATA, this);
  }

  repr(): string {
    return this.toString();
  }
}

const completed = (node: PartitionNode, graph: Graph): NodeDef => ({
  ...node,
  attr: node.attr ?? graph.getOperationByName(node.name).attrs,
});

function statsOf(steps: readonly StepTrace[]): StepStatsMessage {
  const byDevice = new Map<string, NodeExecStatsMessage[]>();
  for (const step of steps) {
    const list = byDevice.get(step.device) ?? [];
    byDevice.set(step.device, list);
    list.push(nodeStats(step));
  }
  const devStats = [...byDevice].map(([device, list]): DeviceStepStatsMessage => ({
    device,
    nodeStats: list,
  }));
  return { devStats };
}

function nodeStats({ node, op, inputs, start, duration, outputs }: StepTrace): NodeExecStatsMessage {
  const micros = BigInt(Math.round(duration));
  return {
    nodeName: node,
    allStartMicros: BigInt(Math.floor(start)),
    opEndRelMicros: micros,
    allEndRelMicros: micros,
    output: outputs.map(({ dtype, shape }, slot) => ({
      slot,
      tensorDescription: { dtype: numberOfDType(dtype), shape: shapeToProto(shape) },
    })),
    timelineLabel: `${node} = ${op}(${inputs.join(', ')})`,
    scheduledMicros: BigInt(Math.floor(start)),
  };
}
