// A thread that makes one drawing: how long that takes is for the graph to say, and graphs are students'.
import { parentPort, workerData } from 'node:worker_threads';
import { drawnGraphSchema } from '@residual/contracts';
import { graphToSvg } from '@residual/graph';
import { z } from 'zod';
import { toNodes } from './nodes.ts';

const orderSchema = z.object({ graph: drawnGraphSchema, title: z.string() });

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
parentPort?.postMessage({ ready: true });

const { graph, title } = orderSchema.parse(workerData);
const nodes = toNodes(graph);
const colorBy = nodes.some(({ device }) => device !== '') ? 'device' : 'structure';
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
parentPort?.postMessage({ svg: graphToSvg(nodes, { title, colorBy }) });
