// Graphs of ours with every op, for op_graphs.py to run in TensorFlow: node tests/oracles/op-graphs.ts > /tmp/graphs.json
import { opGraphs } from '../conformance/op-graphs.ts';

const graphs = opGraphs().map((graph) => ({
  ...graph,
  graphDef: Buffer.from(graph.graphDef).toString('base64'),
}));
console.log(JSON.stringify(graphs));
