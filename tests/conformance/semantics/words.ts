// How TensorFlow 2.21 words what TensorFlow 1.4 worded otherwise. Each expected line is put into the older words.

interface Rewording {
  readonly why: string;
  readonly pattern: RegExp;
  readonly older: string;
}

const REWORDINGS: readonly Rewording[] = [
  { why: 'later versions of ops', pattern: /\bAddV2\b/g, older: 'Add' },
  { why: 'later versions of ops', pattern: /\bBatchMatMulV2\b/g, older: 'BatchMatMul' },
  { why: 'unknown dimensions were question marks', pattern: /(?<=\([^()]*)\bNone(?=,|\))/g, older: '?' },
  {
    why: 'nodes in messages were shown by name and op',
    pattern: /for '\{\{node (\S+)\}\} = (\w+)\[.*?\]\(.*?\)' with/g,
    older: "for '$1' (op: '$2') with",
  },
  {
    why: 'what arrives at ys was made by a Fill',
    pattern: /(?<=\/)grad_ys_0\/Const/g,
    older: 'Const',
  },
  { why: 'what arrives at ys was made by a Fill', pattern: /(?<=\/)grad_ys_0\b/g, older: 'Fill' },
  {
    why: 'a constant shape had no node of another name in its scope',
    pattern: /Shape\/shape_as_tensor/g,
    older: 'Shape',
  },
  {
    why: 'names were refused without the pattern',
    pattern: /`([^`]*)` is not a valid node name\. Accepted names.*/,
    older: "'$1' is not a valid node name",
  },
  {
    why: 'names were refused without the pattern',
    pattern: /is not a valid root scope name\..*/,
    older: 'is not a valid scope name',
  },
  {
    why: 'literals were refused in fewer words',
    pattern: /, but got (.*) of type '(\w+)'\.$/,
    older: ", got $1 of type '$2' instead.",
  },
  { why: 'parameters were refused without the cause', pattern: / instead\. Error: .*/, older: ' instead.' },
  {
    why: 'constants were refused in other words',
    pattern: /Takes at most (\d+), but got (\d+)\./,
    older: 'Needed at most $1, but received $2',
  },
  {
    why: 'conversions quoted the tensor as it prints',
    pattern: /for Tensor with dtype (\w+): <tf\.Tensor '(\S+)' shape=(.*) dtype=(\w+)>/,
    older: `for Tensor with dtype $1: 'Tensor("$2", shape=$3, dtype=$4)'`,
  },
  {
    why: 'conversions did not name the operand',
    pattern: /initial_value: Tensor conv/,
    older: 'Tensor conv',
  },
  { why: 'graphs were not shown', pattern: / \(graphs are .*\)\.$/, older: '.' },
  {
    why: 'a class was renamed',
    pattern: /Can not convert a SymbolicTensor/,
    older: 'Can not convert a Tensor',
  },
  {
    why: 'fetches were refused in other words',
    pattern: /Argument `fetch` = None has invalid type "NoneType"\. Cannot be None/,
    older: "Fetch argument None has invalid type <type 'NoneType'>",
  },
  {
    why: 'fetches were refused in other words',
    pattern: /Argument `fetch` = (\S+) has invalid type "(\w+)" must/,
    older: "Fetch argument $1 has invalid type <type '$2'>, must",
  },
  {
    why: 'fetches were refused in other words, quoted',
    pattern: /Argument `fetch` = ([\w:]+) cannot be/,
    older: "Fetch argument '$1' cannot be",
  },
  {
    why: 'fetches were refused in other words, quoted',
    pattern: /Argument `fetch` = Tensor\("(\S+)", shape=(\S+), dtype=(\w+)\) cannot be/,
    older: "Fetch argument <tf.Tensor '$1' shape=$2 dtype=$3> cannot be",
  },
  {
    why: 'fetches were refused in other words, quoted',
    pattern: /Argument `fetch` = name: "(\w+)"\nop: "(\w+)"\n[^]*? cannot be/,
    older: "Fetch argument <tf.Operation '$1' type=$2> cannot be",
  },
  {
    why: 'an error class came later',
    pattern: /InaccessibleTensorError: Operation (\S+) has been marked as not fetchable\..*/,
    older: "ValueError: Operation '$1' has been marked as not fetchable.",
  },
  {
    why: 'names and shapes were quoted',
    pattern: /for Tensor (\S+), which has shape (\(.*\))$/,
    older: "for Tensor '$1', which has shape '$2'",
  },
  {
    why: 'feeds were refused in fewer words',
    pattern: / For reference, the tensor object was .*/,
    older: '',
  },
  { why: "Python 2's types", pattern: /<class '([\w.]+)'>/g, older: "<type '$1'>" },
  { why: 'two spaces', pattern: /graph is empty\. Add/, older: 'graph is empty.  Add' },
  {
    why: 'sessions refused graphs in other words',
    pattern: /Argument `graph` must be a tf\.Graph, but got "(\w+)"/,
    older: "graph must be a tf.Graph, but got <type '$1'>",
  },
  {
    why: 'devices were refused in other words',
    pattern: /Multiple device types are not allowed while parsing the device spec: (.*)\.$/,
    older: 'Cannot specify multiple device types: $1',
  },
  {
    why: 'devices were refused in other words',
    pattern: /Unknown attribute '(\w+)' is encountered while parsing the device spec: '(.*)'\.$/,
    older: "Unknown attribute: '$1' in '$2'",
  },
  { why: 'there is no int64 here: int32 stands for it', pattern: /dtype=int64/g, older: 'dtype=int32' },
];

/** What is compared of a line: the list of dtypes is shorter here, and nodes have their attributes in order. */
export const comparable = (line: string): string =>
  line
    .replace(/(not in list of allowed values): .*/, '$1')
    .replace(/name: "(\w+)"\nop: "(\w+)"\n[^]*?\n(?= is not an element)/g, '<node $1 of $2>');

export const olderWords = (line: string): string =>
  comparable(REWORDINGS.reduce((text, { pattern, older }) => text.replace(pattern, older), line));
