// A thread that makes one drawing: how long that takes is for the graph to say, and graphs are students'.
import { parentPort, workerData } from 'node:worker_threads';
import { drawnGraphSchema } from '@residual/contracts';
import { graphToSvg } from '@residual/graph';
import { z } from 'zod';
import { toNodes } from './nodes.ts';

const orderSchema = z.object({ graph: drawnGraphSchema, title: z.string() });

const { graph, title } = orderSchema.parse(workerData);
const nodes = toNodes(graph);
const colorBy = nodes.some(({ device }) => device !== '') ? 'device' : 'structure';
// A thread has no origins.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(graphToSvg(nodes, { title, colorBy }));
