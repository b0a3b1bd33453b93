import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NodeDef } from '../graphdef.ts';
import type { SessionTarget } from '../session-target.ts';
import { createTensorFlow, type TensorFlow } from '../tensorflow.ts';
import { flowsOf } from './flows.ts';
import { graphToSvg } from './graph-to-svg.ts';
import { innerOrigin, layOut } from './layout.ts';
import { describeNodes } from './node-info.ts';
import type { Point, Scene } from './scene.ts';
import { partsOf, type Expand } from './scopes.ts';

function nodesOf(build: (tf: TensorFlow) => void): NodeDef[] {
  // Nothing here runs.
  const tf = createTensorFlow({ target: {} as SessionTarget });
  build(tf);
  return tf.getDefaultGraph().toGraphDef();
}

const model = nodesOf((tf) => {
  const x = tf.placeholder(tf.float32, { shape: [607, 576], name: 'X' });
  const y = tf.placeholder(tf.float32, { shape: [null, 1], name: 'Y' });
  const w = new tf.Variable(tf.zeros([576, 1]), 'w');
  const loss = tf.reduceMean(tf.square(tf.matmul(x, w, 'pred').sub(y)), 'loss');
  const [g] = tf.gradients(loss, [w]);
  w.assign(w.sub(g!.rmul(0.005)));
  tf.globalVariablesInitializer();
});

/** Texts that a reader sees. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

/** @throws if an element is not closed, or closed twice */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, closing, name, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<\/?[a-z][^<>]*>/gi, '')).not.toMatch(/[<>]/);
  expect(svg.replace(/&(amp|lt|gt|quot);/g, '').includes('&')).toBe(false);
}

describe('a drawing of a graph', () => {
  test('folds scopes, shows variables as one box, shapes on lines and small constants beside their users', () => {
    const texts = textsOf(graphToSvg(model));
    const inGradients = `${model.filter(({ name }) => name.startsWith('gradients/')).length} nodes`;
    for (const text of [
      'X',
      'float32 607×576',
      'Y',
      'float32 ?×1',
      'w',
      'pred',
      'MatMul',
      'gradients',
      inGradients,
    ])
      expect(texts).toContain(text);
    for (const text of ['607×576', '576×1', '0.005', '[0 1]']) expect(texts).toContain(text);
    for (const text of ['read', 'initial_value', 'w/Assign', 'MatMul_1']) expect(texts).not.toContain(text);
  });

  test('opens the scopes that it is asked to open', () => {
    expect(textsOf(graphToSvg(model, { expand: ['gradients'] }))).toEqual(
      expect.arrayContaining(['gradients', 'pred_grad', 'Fill']),
    );
    expect(textsOf(graphToSvg(model, { expand: 'all' }))).toContain('MatMul_1');
  });

  test('opens scopes by itself where there would be little to see', () => {
    const nodes = nodesOf((tf) =>
      tf.nameScope('net', () => tf.placeholder(tf.float32, { shape: [2], name: 'input' }).add(1)),
    );
    expect(textsOf(graphToSvg(nodes))).toEqual(expect.arrayContaining(['net', 'input', 'add', '1.0']));
    expect(textsOf(graphToSvg(nodes, { expand: 'none' }))).toContain('net');
    expect(textsOf(graphToSvg(nodes, { expand: 'none' }))).not.toContain('input');
  });

  test('has dotted lines for control dependencies and others for references', () => {
    const svg = graphToSvg(model);
    expect(svg).toMatch(/class="line control"/);
    const simple = nodesOf((tf) => void new tf.Variable([1, 2], 'v').assignAdd([1, 2]));
    expect(graphToSvg(simple)).toMatch(/class="line reference"/);
  });

  test('colours by device and says which is which', () => {
    const nodes = nodesOf((tf) => {
      const a = tf.device('/gpu:0', () => tf.zeros([2, 2], { name: 'a' }));
      tf.device('/cpu:0', () => tf.negative(a));
      tf.square(a);
    });
    const svg = graphToSvg(nodes, { colorBy: 'device' });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['/device:GPU:0', '/device:CPU:0']));
    expect(svg).toMatch(/class="constant h0"><title>a /);
    expect(svg).toMatch(/class="operation h1"><title>Neg /);
    expect(svg).toMatch(/class="operation"><title>Square /);
  });

  test('gives scopes that are alike one colour', () => {
    const nodes = nodesOf((tf) => {
      for (const name of ['layer', 'layer', 'other']) {
        const x = tf.placeholder(tf.float32, { name: `x_${name}` });
        tf.nameScope(name, () => (name === 'other' ? tf.sin(tf.cos(x)) : tf.exp(tf.cos(x))));
      }
    });
    const svg = graphToSvg(nodes, { expand: 'none' });
    expect(svg).toMatch(/class="scope h0" data-scope="layer"/);
    expect(svg).toMatch(/class="scope h0" data-scope="layer_1"/);
    expect(svg).toMatch(/class="scope" data-scope="other"/);
  });

  test('says what it is to those who cannot see it', () => {
    const svg = graphToSvg(model, { title: 'Ada & Bob', id: 'mine' });
    expect(svg).toMatch(/role="img" aria-labelledby="mine-title mine-desc"/);
    expect(svg).toContain('<title id="mine-title">Ada &amp; Bob</title>');
    expect(svg).toContain(`${model.length} nodes. placeholders: X, Y. variables: w.`);
    expect(svg).toContain('<title>pred = MatMul(X, w/read) → float32 [607, 1]</title>');
  });

  test('is the same for the same graph, and styles only itself, light and dark', () => {
    expect(graphToSvg(model)).toBe(graphToSvg(model));
    const [, style] = /<style>([^]*)<\/style>/.exec(graphToSvg(model, { id: 'mine' }))!;
    expect(style).toContain('@media (prefers-color-scheme:dark)');
    for (const rule of style.split('\n')) expect(rule).toMatch(/^(@media [^{]*\{)?#mine[ {]/);
  });

  test('shows graphs that make no sense', () => {
    const nodes: NodeDef[] = [
      { name: 'a', op: 'Unheard<Of>', input: ['b:3', 'missing'], device: '', attr: {} },
      { name: 'b', op: 'Add', input: ['a', '^a'], device: '', attr: {} },
      { name: 'c', op: 'Add', input: ['c'], device: '', attr: {} },
      { name: 'Const', op: 'Const', input: [], device: '', attr: {} },
    ];
    expectWellFormed(graphToSvg(nodes));
    expect(textsOf(graphToSvg(nodes))).toEqual(
      expect.arrayContaining(['a', 'Unheard&lt;Of&gt;', 'b', 'Const']),
    );
    expectWellFormed(graphToSvg([]));
  });

  test('folds numbered nodes where there are too many, so that a graph that grew in a loop can be seen', () => {
    const nodes = nodesOf((tf) => {
      const w = new tf.Variable([1, 2], 'w');
      for (let i = 0; i < 300; i++) w.assign(w.sub(tf.square(w)));
    });
    const svg = graphToSvg(nodes);
    expectWellFormed(svg);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['w', 'sub_*', 'Square_*', 'Assign_*', '300 nodes']));
  });

  test('takes thousands of nodes, in one scope or in none', () => {
    for (const scope of ['deep', null]) {
      const nodes = nodesOf((tf) =>
        tf.nameScope(scope, () => {
          let z = tf.placeholder(tf.float32, { shape: [3], name: 'z' });
          for (let i = 0; i < 1500; i++) z = i % 2 === 0 ? z.add(z) : tf.sin(z);
        }),
      );
      expectWellFormed(graphToSvg(nodes));
    }
  });
});

interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** Boxes of one level that cover each other, and boxes that stick out of their scope. */
function mistakes({ boxes, width, height }: Scene): string[] {
  const found: string[] = [];
  const covers = (a: Rectangle, b: Rectangle): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  boxes.forEach((box, i) => {
    for (const other of boxes.slice(i + 1))
      if (covers(box, other)) found.push(`${box.part.name} covers ${other.part.name}`);
    if (box.x < 0 || box.y < 0 || box.x + box.width > width + 1 || box.y + box.height > height + 1)
      found.push(`${box.part.name} sticks out`);
    if (box.inner === null) return;
    found.push(...mistakes(box.inner));
    const { x, y } = innerOrigin(box);
    const inside = { x, y, width: box.inner.width, height: box.inner.height };
    if (
      x < box.x ||
      y < box.y ||
      x + inside.width > box.x + box.width ||
      y + inside.height > box.y + box.height
    )
      found.push(`what is in ${box.part.name} sticks out`);
  });
  return found;
}

/** Random graphs whose nodes use earlier ones, in scopes of scopes. */
const randomGraph: fc.Arbitrary<NodeDef[]> = fc
  .array(
    fc.record({
      scope: fc.constantFrom('', '', 'a/', 'b/', 'a/c/', 'a/c/d/', 'w/'),
      uses: fc.array(fc.nat(), { maxLength: 4 }),
      control: fc.option(fc.nat(), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((specs) => {
    const names: string[] = [];
    return specs.map(({ scope, uses, control }, i): NodeDef => {
      const earlier = (n: number): string[] => (names.length === 0 ? [] : [names[n % names.length]]);
      const input = [
        ...uses.flatMap(earlier),
        ...(control === null ? [] : earlier(control).map((name) => `^${name}`)),
      ];
      const name = `${scope}n${i}`;
      names.push(name);
      return { name, op: i % 5 === 0 ? 'VariableV2' : 'AddN', input, device: '', attr: {} };
    });
  });

test('no box covers another, whatever the graph and the scopes that are open', () => {
  fc.assert(
    fc.property(
      randomGraph,
      fc.constantFrom<Expand>('all', 'none', 'auto', ['a'], ['a', 'a/c']),
      (nodes, expand) => {
        const infos = describeNodes(nodes);
        const parts = partsOf(infos, new Set(), expand);
        const contents = { flows: flowsOf(infos, parts), pills: new Map(), sizeOf: () => 3 };
        const scene = layOut(parts, '', contents);
        expect(mistakes(scene)).toEqual([]);
        for (const { x, y } of scene.lines.flatMap(({ points }) => points))
          expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
        expectWellFormed(graphToSvg(nodes, { expand }));
      },
    ),
    { numRuns: 150 },
  );
});
