// Graphs that a program leaves behind or imports: graphs with every op there is, changed, through the verifier, the
// planner and a run; and GraphDefs as bytes and text.
import fc from 'fast-check';
import { DecodeError, GraphDef, ParseError, readNodes, ValueError, type NodeDef } from '@residual/graph';
import {
  createWasmBackend,
  DEFAULT_BOUNDS,
  GraphError,
  jsBackend,
  LocalTarget,
  verifyGraph,
} from '@residual/runtime';
import { nodeSchema } from '@residual/contracts';
import { nodesFromWire, nodesToWire, WireBuffers, WireError } from '../../../packages/sandbox/src/wire.ts';
import { opGraphs } from '../../conformance/op-graphs.ts';
import { mutate, mutations, spoil } from './mutations.ts';
import { orRefusal, type FuzzTarget } from './target.ts';

const BOUNDS = { ...DEFAULT_BOUNDS, nodes: 1_000, constantElements: 1e5, tensorElements: 1e5 };
const BACKENDS = [createWasmBackend({ mostBytes: 16 << 20 }), jsBackend];

/** Runs everything that the graph has, one node after the other. */
function runAll(nodes: readonly NodeDef[], backend: (typeof BACKENDS)[number]): void {
  const target = new LocalTarget({ seed: 1, backend });
  const session = target.openSession();
  try {
    if (!target.extendGraph(session, nodes).ok) return;
    for (const { name } of nodes) {
      const plan = target.prepare(session, { feeds: [], fetches: [], targets: [name] });
      if (!plan.ok) continue;
      const outcome = target.run(session, plan.value, []);
      if (outcome.ok) for (const value of outcome.value) value.read();
    }
    const index = verifyGraph(nodes, BOUNDS);
    const fetches = [...index.nodes()].flatMap(({ def, outputs }) =>
      outputs.map((_, i) => `${def.name}:${i}`),
    );
    const plan = target.prepare(session, { feeds: [], fetches: fetches.slice(0, 20), targets: [] });
    if (plan.ok) target.run(session, plan.value, []);
  } finally {
    target.closeSession(session);
  }
}

const seeds = (): readonly Uint8Array[] => opGraphs().map(({ graphDef }) => graphDef);

export const graphs: FuzzTarget = {
  name: 'graphs',
  weight: 4,
  property: () => {
    const wired = seeds().map((bytes) => {
      const buffers = new WireBuffers();
      const nodes = nodesToWire(readNodes(GraphDef.fromString(bytes)), buffers);
      return { nodes, buffers: buffers.arrays };
    });
    return fc.property(fc.nat(), mutations(4), fc.nat({ max: 1 }), (choice, changes, backend) => {
      const { nodes, buffers } = wired[choice % wired.length];
      const parsed = nodeSchema.array().safeParse(JSON.parse(JSON.stringify(mutate(nodes, changes) ?? null)));
      if (!parsed.success) return;
      const read = orRefusal(() => nodesFromWire(parsed.data, buffers), WireError);
      if (read === null) return;
      if (orRefusal(() => verifyGraph(read, BOUNDS), GraphError) === null) return;
      runAll(read, BACKENDS[backend]);
    });
  },
};

export const graphDefs: FuzzTarget = {
  name: 'GraphDefs',
  property: () => {
    const bytes = seeds();
    const texts = bytes.map((each) => GraphDef.fromString(each).toString());
    return fc.property(fc.nat(), mutations(4), fc.boolean(), (choice, changes, asText) => {
      const graphDef = orRefusal(
        () => {
          if (!asText) return GraphDef.fromString(spoil(bytes[choice % bytes.length], changes));
          const spoilt = spoil(new TextEncoder().encode(texts[choice % texts.length]), changes);
          return GraphDef.fromText(new TextDecoder().decode(spoilt));
        },
        DecodeError,
        ParseError,
      );
      if (graphDef === null) return;
      graphDef.toString();
      const nodes = orRefusal(() => readNodes(graphDef), ValueError);
      if (nodes !== null) orRefusal(() => verifyGraph(nodes, BOUNDS), GraphError);
    });
  },
};
