// What shape each op puts out, in a few words.
import { OP_TYPES, type OpType } from '@residual/graph';

const BROADCAST = 'broadcast';
const INPUT = 'of the input';
const BOTH = 'of both inputs, which is one';

// prettier-ignore
const OPS_OF: Readonly<Record<string, readonly OpType[]>> = {
  'of the value': ['Const'],
  'as told': ['Placeholder', 'VariableV2'],
  'as told, which the default must fit': ['PlaceholderWithDefault'],
  'none': ['NoOp'],
  'of the variable': [
    'Assign', 'AssignAdd', 'AssignSub', 'ApplyGradientDescent', 'ApplyMomentum', 'ApplyAdam', 'ApplyAdagrad',
    'ApplyRMSProp', 'ApplyCenteredRMSProp', 'ApplyAdadelta', 'ApplyFtrl',
  ],
  'scalar': ['IsVariableInitialized', 'Rank', 'Size', 'L2Loss'],
  [INPUT]: [
    'Identity', 'StopGradient', 'ZerosLike', 'Cast', 'InvertPermutation', 'ReverseV2', 'MatrixSetDiag', 'MatrixBandPart',
    'LogicalNot', 'Neg', 'Square', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sin', 'Cos', 'Tan',
    'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh', 'Tanh', 'Asinh', 'Acosh', 'Atanh', 'Erf', 'Erfc', 'Lgamma', 'Digamma',
    'Sigmoid', 'Abs', 'Sign', 'Floor', 'Ceil', 'Round', 'Rint', 'IsNan', 'IsInf', 'IsFinite', 'Softplus', 'Softsign',
    'Relu', 'Relu6', 'LeakyRelu', 'Elu', 'Selu', 'Softmax', 'LogSoftmax', 'BiasAdd', 'Cumsum', 'Cumprod', 'RandomShuffle',
  ],
  [BOTH]: [
    'SqrtGrad', 'RsqrtGrad', 'ReciprocalGrad', 'TanhGrad', 'SigmoidGrad', 'SoftplusGrad', 'SoftsignGrad', 'ReluGrad',
    'Relu6Grad', 'LeakyReluGrad', 'EluGrad', 'SeluGrad', 'Cross',
  ],
  'of all inputs, which is one': ['AddN'],
  'of x and y, which is one': ['Select'],
  [BROADCAST]: [
    'Add', 'Sub', 'Mul', 'RealDiv', 'Div', 'DivNoNan', 'TruncateDiv', 'TruncateMod', 'FloorDiv', 'FloorMod', 'Pow',
    'Maximum', 'Minimum', 'SquaredDifference', 'Atan2', 'Xlogy', 'Xdivy', 'Polygamma', 'Less', 'LessEqual', 'Greater',
    'GreaterEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr',
  ],
  '[rank]': ['Shape'],
  '[rank] of each input': ['ShapeN'],
  'its `dims` or `shape` input': [
    'Fill', 'BroadcastTo', 'ScatterNd', 'StridedSliceGrad', 'RandomStandardNormal', 'TruncatedNormal', 'RandomUniform',
    'RandomUniformInt',
  ],
  '[⌈(limit − start) / delta⌉]': ['Range'],
  '[num]': ['LinSpace'],
  'its `shape` input, one −1 filled in': ['Reshape'],
  'axes permuted': ['Transpose'],
  'an axis of length 1 more': ['ExpandDims'],
  'axes of length 1 fewer': ['Squeeze'],
  'each axis times its multiple': ['Tile'],
  'two vectors': ['BroadcastGradientArgs'],
  'each axis longer by its paddings': ['Pad', 'PadV2', 'MirrorPad'],
  'each axis shorter by its paddings': ['MirrorPadGrad'],
  'lengths along the axis added': ['ConcatV2'],
  'as many vectors as inputs': ['ConcatOffset'],
  'a new axis of length N': ['Pack'],
  'the axis gone': ['Unpack'],
  'the axis in equal parts': ['Split'],
  'the axis in parts of `size_splits`': ['SplitV'],
  'its `size` input, −1 to the end': ['Slice'],
  'by NumPy\'s rules of x[a:b:c, …]': ['StridedSlice'],
  'the axis replaced by those of the indices': ['GatherV2'],
  'indices without their last axis, then the rest of params': ['GatherNd'],
  '[?, …] of data': ['SegmentSum'],
  '[num_segments, …] of data': ['UnsortedSegmentSum'],
  '[largest index + 1, …] of data': ['DynamicStitch'],
  'a new axis of length depth': ['OneHot'],
  '[number of true values, rank]': ['Where'],
  '[?], [?]': ['ListDiff'],
  'last axis k, twice': ['TopKV2'],
  '[rows]': ['InTopK'],
  'twice the rank': ['Diag'],
  'half the rank': ['DiagPart'],
  'last axis twice': ['MatrixDiag'],
  'last two axes one, the shorter': ['MatrixDiagPart'],
  '[rows] and [rows, classes]': ['SoftmaxCrossEntropyWithLogits', 'SparseSoftmaxCrossEntropyWithLogits'],
  '[last axis]': ['BiasAddGrad'],
  'axes gone, or of length 1': ['Sum', 'Mean', 'Prod', 'Max', 'Min', 'All', 'Any', 'EuclideanNorm'],
  'one axis gone': ['ArgMax', 'ArgMin'],
  '[m, k] · [k, n] → [m, n]': ['MatMul'],
  '[…, m, k] · […, k, n] → […, m, n]': ['BatchMatMul'],
  '[…, n, n]': ['MatrixInverse', 'Cholesky'],
  '[…, n, k] of rhs': ['MatrixSolve', 'MatrixTriangularSolve'],
  '[…, n, k] for a matrix […, m, n]': ['MatrixSolveLs'],
  'last two axes gone': ['MatrixDeterminant'],
  'last two axes gone, twice': ['LogMatrixDeterminant'],
  'q […, m, p] and r […, p, n], p the shorter or m': ['Qr'],
  's […, p], u […, m, p], v […, n, p], p the shorter or full': ['Svd'],
  'e […, n] and v […, n, n]': ['SelfAdjointEigV2'],
  '[rows, num_samples]': ['Multinomial'],
};

/** @throws Error if the table above has an op twice or not at all */
export function shapesInWords(): ReadonlyMap<OpType, string> {
  const words = new Map<OpType, string>();
  for (const [text, ops] of Object.entries(OPS_OF))
    for (const op of ops) {
      if (words.has(op)) throw new Error(`${op} has two shapes in scripts/ops-page/shapes.ts`);
      words.set(op, text);
    }
  const missing = OP_TYPES.filter((op) => !words.has(op));
  if (missing.length > 0)
    throw new Error(`scripts/ops-page/shapes.ts has no shape for ${missing.join(', ')}`);
  return words;
}
