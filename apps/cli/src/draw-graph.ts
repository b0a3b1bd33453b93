// `residual graph`: runs a program as a student's is run, and shows the graph that it leaves.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import {
  AssignmentError,
  buildDataSet,
  loadForCalibration,
  publicData,
  type PublicData,
} from '@residual/assignments';
import { LANGUAGE_BY_EXTENSION, limitsSchema, type ProgramRequest } from '@residual/contracts';
import { eventFile, GraphDef, graphToSvg, type NodeDef } from '@residual/graph';
import { createSandbox, readFinishedProgram } from '@residual/sandbox';
import { CommandError } from './command-error.ts';

/** A drawing, a GraphDef as text or bytes, an event file for TensorBoard. */
export const GRAPH_FORMATS = ['svg', 'pbtxt', 'pb', 'events'] as const;

export interface DrawOptions {
  readonly format: (typeof GRAPH_FORMATS)[number];
  /** Slug or folder of the assignment whose data the program imports. */
  readonly assignment?: string;
  /** Name scopes to open, or `all`. */
  readonly expand?: readonly string[];
  readonly color: 'structure' | 'device';
  readonly out?: string;
}

/** @throws CommandError for a program that leaves no graph */
export async function drawGraph(file: string, assignments: string, options: DrawOptions): Promise<void> {
  const nodes = await graphOf(file, await dataOf(options.assignment, assignments));
  const bytes = contentOf(nodes, basename(file), options);
  if (options.out === undefined) process.stdout.write(bytes);
  else {
    await writeFile(options.out, bytes);
    console.error(`${options.out}: ${nodes.length} nodes`);
  }
}

function contentOf(
  nodes: readonly NodeDef[],
  title: string,
  { format, expand, color }: DrawOptions,
): string | Uint8Array {
  if (format === 'svg') {
    const scopes = expand?.includes('all') ? 'all' : (expand ?? 'auto');
    return graphToSvg(nodes, { title: `Graph of ${title}`, expand: scopes, colorBy: color });
  }
  const graphDef = GraphDef.fromNodes(nodes);
  if (format === 'events') return eventFile(graphDef);
  return format === 'pb' ? graphDef.serializeToString() : String(graphDef);
}

async function dataOf(name: string | undefined, assignments: string): Promise<PublicData> {
  if (name === undefined) return { data: {}, buffers: [] };
  const folder = [resolve(name), join(assignments, name)].find((path) => existsSync(path));
  if (folder === undefined) throw new CommandError(`There is no assignment "${name}".`);
  try {
    const { slug, spec, files } = await loadForCalibration(folder);
    return publicData(buildDataSet({ assignment: slug, data: spec.data, files }));
  } catch (error) {
    throw error instanceof AssignmentError ? new CommandError(error.message) : error;
  }
}

async function graphOf(path: string, { data, buffers }: PublicData): Promise<readonly NodeDef[]> {
  const language = LANGUAGE_BY_EXTENSION[extname(path).slice(1)];
  if (language === undefined)
    throw new CommandError(
      `${path} is no program: its name ends in .${Object.keys(LANGUAGE_BY_EXTENSION).join(' or .')}.`,
    );
  const source = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${path} cannot be read: ${error.message}`);
  });
  const limits = limitsSchema.parse(undefined);
  const request: ProgramRequest = { language, file: basename(path), source, limits, data, seed: 1 };
  const sandbox = await createSandbox({ warm: 0 });
  try {
    const outcome = await sandbox.runProgram(request, buffers);
    if (outcome.kind !== 'finished') {
      const message = 'error' in outcome ? outcome.error.message : outcome.detail;
      const hint =
        Object.keys(data).length === 0 && /'data'/.test(message) ? ' Give it data with --assignment.' : '';
      throw new CommandError(`${path}: ${outcome.kind}: ${message}${hint}`);
    }
    const { nodes, error } = readFinishedProgram(outcome.frame);
    // What it built until then is what one wants to see.
    if (error !== undefined) {
      console.error(`${path}: ${error.kind}: ${error.message}`);
      process.exitCode = 1;
    }
    return nodes;
  } finally {
    await sandbox.close();
  }
}
