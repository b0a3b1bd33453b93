// Every op's attributes against those that TensorFlow 2.21 has for it (tests/oracles/op_attributes.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Attr, NodeDef } from '../graphdef.ts';
import { OP_DEFS } from '../op-definitions.ts';
import { OP_TYPES } from '../op-types.ts';
import { decodeMessage } from '../protobuf/binary.ts';
import { attrsFromProto, attrsToProto } from './attr-values.ts';
import { ATTR_VALUE, type AttrValueMessage } from './messages.ts';

const oracle = JSON.parse(
  readFileSync(new URL('../../../../tests/oracles/op-attributes.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string | null>>>>;

const valueOf = (base64: string): AttrValueMessage =>
  decodeMessage(ATTR_VALUE, Uint8Array.from(Buffer.from(base64, 'base64')));

/** A value of the right kind for what has no default. */
const SOME: Readonly<Record<string, AttrValueMessage>> = {
  type: { type: 1 },
  int: { i: 2n },
  bool: { b: true },
  float: { f: 0.5 },
  string: { s: new Uint8Array([65]) },
  shape: { shape: { dim: [] } },
  tensor: { tensor: { dtype: 1, tensorShape: {} } },
  list: { list: {} },
};

describe.each(OP_TYPES.map((op) => [op] as const))('%s', (op) => {
  const { attrs = {}, types = {} } = OP_DEFS[op];
  const theirs = Object.entries(oracle[op]);
  const required = new Map(
    theirs
      .filter(([, usual]) => usual === null)
      .map(([name]) => [name, SOME[attrs[name] ?? 'type']] as const),
  );

  test('has the attributes that TensorFlow requires', () => {
    const node: NodeDef = {
      name: 'node',
      op,
      input: [],
      device: '',
      attr: attrsFromProto(op, required),
    };
    expect([...attrsToProto(node).keys()]).toEqual(expect.arrayContaining([...required.keys()]));
    const known = new Set(theirs.map(([name]) => name));
    for (const name of [...Object.keys(attrs), ...Object.keys(types)]) expect(known).toContain(name);
  });

  test('takes what TensorFlow means by attributes that are left out, written or not', () => {
    const written = new Map(required);
    for (const [name, usual] of theirs) if (usual !== null) written.set(name, valueOf(usual));
    const read = (values: ReadonlyMap<string, AttrValueMessage>): Record<string, Attr> =>
      attrsFromProto(op, values);
    expect(read(required)).toEqual(read(written));
  });
});
