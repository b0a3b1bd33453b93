// Bytes and texts here are those that Python's protobuf (7.36) gives for the same messages of TensorFlow 2.21.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GRAPH_DEF, NODE_DEF, type GraphDefMessage, type NodeDefMessage } from '../graphdef/messages.ts';
import { decodeMessage, encodeMessage } from './binary.ts';
import { DecodeError, ParseError } from './errors.ts';
import { parseMessage } from './parse-text.ts';
import { printMessage } from './print-text.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const NODE: NodeDefMessage = {
  name: 'n',
  op: 'Foo',
  input: ['a', 'b:1', '^c'],
  device: '/gpu:0',
  attr: new Map<string, object>([
    ['i', { i: -5n }],
    ['f', { f: Math.fround(0.1) }],
    ['b', { b: false }],
    ['u', { s: Uint8Array.of(0, 9, 10, 34, 39, 92, 127, 200, 65) }],
    ['shape', { shape: { dim: [{ size: -1n }, {}, { size: 3n, name: 'x' }] } }],
    ['tensor', { tensor: { dtype: 2, tensorShape: {}, doubleVal: [1e-7, 1e16, -0, Infinity, 123456.5] } }],
    ['list', { list: { i: [1n, 300n], f: [1.5], type: [1, 109, 77], b: [true, false] } }],
  ]),
};

const HEX =
  '0a016e1203466f6f1a01611a03623a311a025e6322062f6770753a302a070a0162120228002a0a0a0166120525cdcccc3d2a100a' +
  '0169120b18fbffffffffffffffff012a1e0a046c69737412160a141a0301ac0222040000c03f2a0201003203016d4d2a210a0573' +
  '6861706512183a16120b08ffffffffffffffffff011200120508031201782a3a0a0674656e736f721230422e08021200322848af' +
  'bc9af2d77a3e0080e03779c341430000000000000080000000000000f07f000000000824fe402a100a0175120b120900090a2227' +
  '5c7fc841';

const TEXT = `name: "n"
op: "Foo"
input: "a"
input: "b:1"
input: "^c"
device: "/gpu:0"
attr {
  key: "b"
  value {
    b: false
  }
}
attr {
  key: "f"
  value {
    f: 0.1
  }
}
attr {
  key: "i"
  value {
    i: -5
  }
}
attr {
  key: "list"
  value {
    list {
      i: 1
      i: 300
      f: 1.5
      b: true
      b: false
      type: DT_FLOAT
      type: DT_INT64_REF
      type: 77
    }
  }
}
attr {
  key: "shape"
  value {
    shape {
      dim {
        size: -1
      }
      dim {
      }
      dim {
        size: 3
        name: "x"
      }
    }
  }
}
attr {
  key: "tensor"
  value {
    tensor {
      dtype: DT_DOUBLE
      tensor_shape {
      }
      double_val: 1e-07
      double_val: 1e+16
      double_val: -0.0
      double_val: inf
      double_val: 123456.5
    }
  }
}
attr {
  key: "u"
  value {
    s: "\\000\\t\\n\\"\\'\\\\\\177\\310A"
  }
}
`;

describe('binary form', () => {
  test('reads back what it writes', () => {
    expect(decodeMessage(NODE_DEF, encodeMessage(NODE_DEF, NODE))).toEqual(NODE);
  });

  test('is that of protobuf', () => {
    expect(toHex(encodeMessage(NODE_DEF, NODE))).toBe(HEX);
    expect(decodeMessage(NODE_DEF, fromHex(HEX))).toEqual(NODE);
  });

  test('keeps fields that it does not know', () => {
    const bytes = fromHex('0a016e9a0603010203320408011200');
    const node = decodeMessage(NODE_DEF, bytes);
    expect(toHex(encodeMessage(NODE_DEF, node))).toBe('0a016e9a0603010203320408011200');
  });

  test('takes packed and unpacked lists alike', () => {
    const packed = decodeMessage(GRAPH_DEF, fromHex('22041a020507'));
    const unpacked = decodeMessage(GRAPH_DEF, fromHex('220418051807'));
    expect(packed).toEqual({ versions: { badConsumers: [5, 7] } });
    expect(unpacked).toEqual(packed);
  });

  test('of a oneof keeps the last member, and merges a message that comes in parts', () => {
    // attr { key: "x" value { i: 1 b: true } }, then versions { producer: 1 } versions { min_consumer: 2 }
    const node = decodeMessage(NODE_DEF, fromHex('2a090a0178120418012801'));
    expect(node.attr?.get('x')).toEqual({ b: true });
    expect(decodeMessage(GRAPH_DEF, fromHex('2202080122021002'))).toEqual({
      versions: { producer: 1, minConsumer: 2 },
    });
  });

  test.each([
    ['a length beyond the end', '0a05'],
    ['a number without an end', '0affffffffffffffffffff'],
    ['field number 0', '0001'],
    ['a group', '0b0c'],
    ['bytes that are not UTF-8', '0a02c328'],
    ['a length of 2^63', '0affffffffffffffff7f'],
  ])('refuses %s', (_, hex) => {
    expect(() => decodeMessage(NODE_DEF, fromHex(hex))).toThrow(DecodeError);
  });

  test('refuses messages nested without end', () => {
    // attr { value { func { attr { value { func { … } } } } } }
    let bytes: Uint8Array = new Uint8Array();
    for (let i = 0; i < 60; i++) bytes = inside(0x12, inside(0x52, inside(0x12, bytes)));
    expect(() => decodeMessage(NODE_DEF, inside(0x2a, bytes))).toThrow(/nested too deep/);
  });

  test('survives any change of its bytes', () => {
    fc.assert(
      fc.property(fc.nat(fromHex(HEX).length - 1), fc.nat(255), fc.nat(300), (at, byte, length) => {
        const bytes = fromHex(HEX);
        bytes[at] = byte;
        decodeOrRefuse(bytes.slice(0, length));
      }),
      { numRuns: 2000 },
    );
  });

  test('survives random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), decodeOrRefuse), { numRuns: 2000 });
  });
});

describe('text form', () => {
  test('is that of protobuf', () => {
    expect(printMessage(NODE_DEF, NODE)).toBe(TEXT);
    expect(parseMessage(NODE_DEF, TEXT)).toEqual(NODE);
  });

  test('of an empty message is empty', () => {
    expect(printMessage(NODE_DEF, {})).toBe('');
    expect(parseMessage(NODE_DEF, ' # nothing\n')).toEqual({});
  });

  test('may have comments, angle brackets, colons, separators, lists, joined and hexadecimal strings', () => {
    const text = `
      # a comment with "quotes"
      op: 'F' "oo"; input: ["a", 'b:1'], input: "^c"
      attr: < key: "x" value: { list { i: [0x10, -010] f: [1, 2.5f, inf, -infinity] b: [t, False] type: 3 } } >
      attr { value { s: "\\x41\\101\\u00e9\\a\\?" } key: "s" }
      experimental_debug_info { original_node_names: "n" foo < a: [1, {b: 2}] > }`;
    expect(parseMessage(NODE_DEF, text)).toEqual({
      op: 'Foo',
      input: ['a', 'b:1', '^c'],
      attr: new Map<string, object>([
        ['x', { list: { i: [16n, -8n], f: [1, 2.5, Infinity, -Infinity], b: [true, false], type: [3] } }],
        ['s', { s: Uint8Array.of(0x41, 0x41, 0xc3, 0xa9, 7, 63) }],
      ]),
    });
  });

  test.each([
    ['nam: "x"', '1:1 : Message type "tensorflow.NodeDef" has no field named "nam".'],
    ['name: 3', "1:7 : Expected string but found: '3'"],
    [
      'attr { key: "a" value { i: 1 b: true } }',
      '1:30 : Field "b" is specified along with field "i", another member of oneof "value" for message type ' +
        '"tensorflow.AttrValue".',
    ],
    [
      'name: "x" name: "y"',
      '1:11 : Message type "tensorflow.NodeDef" should not have multiple "name" fields.',
    ],
    ['name: "abc', `1:7 : String missing ending quote: '"abc'`],
    [
      'attr {\n value { type: DT_FOO } }',
      '2:16 : Enum type "tensorflow.DataType" has no value named DT_FOO.',
    ],
    [
      'attr { key: "a" value { i: 99999999999999999999 } }',
      '1:28 : Value out of range: 99999999999999999999',
    ],
    ['\n\n  op: "x" }', '3:11 : Expected identifier or number, got }.'],
    ['attr { value {', '1:15 : Expected "}".'],
    ['op: "\\q"', '1:5 : a string with an escape that is none'],
  ])('refuses %j with line and column', (text, message) => {
    expect(() => parseMessage(NODE_DEF, text)).toThrow(ParseError);
    expect(() => parseMessage(NODE_DEF, text)).toThrow(message);
  });

  test('survives any cut and any change', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), fc.string({ maxLength: 3 }), (at, inserted) => {
        parseOrRefuse(TEXT.slice(0, at));
        parseOrRefuse(TEXT.slice(0, at) + inserted + TEXT.slice(at));
      }),
      { numRuns: 1000 },
    );
  });
});

const someBytes = fc.uint8Array({ maxLength: 12 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const attrValue: fc.Arbitrary<object> = fc.oneof(
  fc.record({ s: someBytes }),
  fc.record({ i: int64 }),
  fc.record({ f: fc.float({ noNaN: true }) }),
  fc.record({ b: fc.boolean() }),
  fc.record({ type: fc.integer({ min: 0, max: 130 }) }),
  fc.record({
    shape: fc.record({ dim: fc.array(fc.record({ size: int64.filter((i) => i !== 0n) }), nonEmpty()) }),
  }),
  fc.record({ tensor: fc.record({ doubleVal: fc.array(fc.double({ noNaN: true }), nonEmpty()) }) }),
);
const node: fc.Arbitrary<NodeDefMessage> = fc.record(
  {
    name: fc.string({ minLength: 1, unit: 'grapheme' }),
    op: fc.string({ minLength: 1 }),
    input: fc.array(fc.string(), nonEmpty()),
    attr: fc
      .array(fc.tuple(fc.string(), attrValue), nonEmpty())
      .map((entries) => new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))),
  },
  { requiredKeys: ['name'] },
);

test('any graph reads back from both forms', () => {
  fc.assert(
    fc.property(fc.array(node, nonEmpty()), (nodes) => {
      const graph: GraphDefMessage = { node: nodes };
      expect(decodeMessage(GRAPH_DEF, encodeMessage(GRAPH_DEF, graph))).toEqual(graph);
      expect(parseMessage(GRAPH_DEF, printMessage(GRAPH_DEF, graph))).toEqual(graph);
    }),
    { numRuns: 200 },
  );
});

test('UTF-8 is that of the platform', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...utf8Encode(text)]).toEqual([...new TextEncoder().encode(text)]);
      expect(utf8Decode(utf8Encode(text))).toBe(text);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (some) => {
      let expected: string | null;
      try {
        expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(some);
      } catch {
        expected = null;
      }
      expect(utf8Decode(some)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

function nonEmpty(): { minLength: number; maxLength: number } {
  return { minLength: 1, maxLength: 4 };
}

function decodeOrRefuse(some: Uint8Array): void {
  try {
    decodeMessage(NODE_DEF, some);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}

function parseOrRefuse(text: string): void {
  try {
    parseMessage(NODE_DEF, text);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
  }
}

function inside(tag: number, inner: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = inner.length;
  for (; rest >= 0x80; rest >>= 7) length.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([tag, ...length, rest, ...inner]);
}
