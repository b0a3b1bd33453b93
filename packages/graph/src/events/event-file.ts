// The files that TensorBoard opens: events, such as a graph or a number at a step, in TFRecord frames.
import { folderOf, type FileStore } from '../checkpoint/files.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import { Graph } from '../graph.ts';
import { GraphDef } from '../graphdef/graph-def.ts';
import { encodeMessage } from '../protobuf/binary.ts';
import type { RunMetadata } from '../run-metadata.ts';
import { EVENT, type EventMessage, type SummaryMessage } from './messages.ts';
import { frameRecord } from './records.ts';

const FILE_VERSION = 'brain.Event:2';

/** @param wallTime seconds since 1970 */
export const frameEvent = (event: EventMessage, wallTime: number): Uint8Array =>
  frameRecord(encodeMessage(EVENT, { ...event, wallTime }));

/** A whole event file with one graph, for TensorBoard's Graphs page. */
export function eventFile(graph: Graph | GraphDef, wallTime = Date.now() / 1000): Uint8Array {
  const parts = [
    frameEvent({ fileVersion: FILE_VERSION }, wallTime),
    frameEvent({ graphDef: bytesOf(graph) }, wallTime),
  ];
  const file = new Uint8Array(parts[0].length + parts[1].length);
  file.set(parts[0]);
  file.set(parts[1], parts[0].length);
  return file;
}

function bytesOf(graph: Graph | GraphDef): Uint8Array {
  const graphDef = graph instanceof Graph ? graph.asGraphDef() : graph;
  if (!(graphDef instanceof GraphDef)) throw new GraphTypeError('an event takes a graph or a GraphDef');
  return graphDef.serializeToString();
}

/** tf.summary.FileWriter: an event file in a folder of the program's files. */
export class FileWriter {
  readonly #files: FileStore;
  readonly #path: string;
  readonly #tags = new Set<string>();
  #closed = false;

  constructor(files: FileStore, folder: string, graph: Graph | GraphDef | null = null) {
    const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
    let path = `${folder}/events.out.tfevents.${seconds}.residual`;
    for (let i = 1; files.read(path) !== null; i++) path = path.replace(/(?:\.v\d+)?$/, `.v${i}`);
    this.#files = files;
    this.#path = path;
    this.#add({ fileVersion: FILE_VERSION });
    if (graph !== null) this.addGraph(graph);
  }

  getLogdir(): string {
    return folderOf(this.#path);
  }

  /** Where the file is. */
  get path(): string {
    return this.#path;
  }

  addGraph(graph: Graph | GraphDef, globalStep?: number): void {
    this.#add({ graphDef: bytesOf(graph) }, globalStep);
  }

  /** Numbers at a step: `{ value: [{ tag: 'loss', simpleValue: 0.5 }] }`. */
  addSummary(summary: SummaryMessage, globalStep?: number): void {
    const { value } = summary;
    if (
      !Array.isArray(value) ||
      !value.every((v) => typeof v.tag === 'string' && typeof v.simpleValue === 'number')
    )
      throw new GraphTypeError("a summary is { value: [{ tag: 'loss', simpleValue: 0.5 }] }");
    this.#add({ summary }, globalStep);
  }

  /** What a run told of itself; TensorBoard shows it with the graph. @throws ValueError for a tag used before */
  addRunMetadata(runMetadata: RunMetadata, tag: string, globalStep?: number): void {
    if (this.#tags.has(tag)) throw new ValueError('The provided tag was already used for this event type');
    this.#tags.add(tag);
    const bytes = runMetadata.serializeToString();
    this.#add({ taggedRunMetadata: { tag, runMetadata: bytes } }, globalStep);
  }

  /** Everything is written at once: there is nothing to wait for. */
  flush(): void {}

  close(): void {
    this.#closed = true;
  }

  #add(event: EventMessage, step?: number): void {
    if (this.#closed) throw new ValueError('the event file is closed');
    const numbered = step === undefined ? event : { ...event, step: BigInt(step) };
    this.#files.append(this.#path, frameEvent(numbered, Date.now() / 1000));
  }
}
