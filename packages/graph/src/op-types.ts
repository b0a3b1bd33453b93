// Every op there is. Adding one here makes each exhaustive table (definition, gradient, kernel) ask for its entry.

// prettier-ignore
export const OP_TYPES = [
  // constants, placeholders, structure
  'Const', 'Placeholder', 'PlaceholderWithDefault', 'Identity', 'StopGradient', 'NoOp',
  // variables
  'VariableV2', 'Assign', 'AssignAdd', 'AssignSub', 'IsVariableInitialized',
  // what optimizers do to variables
  'ApplyGradientDescent', 'ApplyMomentum', 'ApplyAdam', 'ApplyAdagrad', 'ApplyRMSProp', 'ApplyCenteredRMSProp',
  'ApplyAdadelta', 'ApplyFtrl',
  // shapes and rearrangement
  'Shape', 'ShapeN', 'Rank', 'Size', 'Fill', 'Range', 'LinSpace', 'Reshape', 'Transpose', 'ExpandDims', 'Squeeze',
  'Tile', 'BroadcastTo', 'ZerosLike', 'Cast', 'InvertPermutation', 'BroadcastGradientArgs', 'ReverseV2', 'Pad', 'PadV2',
  'MirrorPad', 'MirrorPadGrad',
  // joining and parting
  'ConcatV2', 'ConcatOffset', 'Pack', 'Unpack', 'Split', 'SplitV',
  // picking and placing by position
  'Slice', 'StridedSlice', 'StridedSliceGrad', 'GatherV2', 'GatherNd', 'ScatterNd', 'SegmentSum', 'UnsortedSegmentSum',
  'DynamicStitch',
  'OneHot', 'Where', 'ListDiff', 'TopKV2', 'InTopK',
  // diagonals
  'Diag', 'DiagPart', 'MatrixDiag', 'MatrixDiagPart', 'MatrixSetDiag', 'MatrixBandPart',
  // element-wise, two operands
  'Add', 'Sub', 'Mul', 'RealDiv', 'Div', 'DivNoNan', 'TruncateDiv', 'TruncateMod', 'FloorDiv', 'FloorMod', 'Pow',
  'Maximum', 'Minimum', 'SquaredDifference', 'Atan2', 'Xlogy', 'Xdivy',
  // comparison and logic
  'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr',
  'LogicalNot', 'Select',
  // element-wise, one operand
  'Neg', 'Square', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos',
  'Atan', 'Sinh', 'Cosh', 'Tanh', 'Asinh', 'Acosh', 'Atanh', 'Erf', 'Erfc', 'Lgamma', 'Digamma', 'Polygamma', 'Sigmoid',
  'Abs', 'Sign', 'Floor', 'Ceil', 'Round', 'Rint', 'IsNan', 'IsInf', 'IsFinite',
  // neural networks
  'Softplus', 'Softsign', 'Relu', 'Relu6', 'LeakyRelu', 'Elu', 'Selu', 'Softmax', 'LogSoftmax',
  'SoftmaxCrossEntropyWithLogits', 'SparseSoftmaxCrossEntropyWithLogits', 'BiasAdd', 'L2Loss',
  // gradients of the above that TensorFlow has as ops
  'SqrtGrad', 'RsqrtGrad', 'ReciprocalGrad', 'TanhGrad', 'SigmoidGrad', 'SoftplusGrad', 'SoftsignGrad', 'ReluGrad',
  'Relu6Grad', 'LeakyReluGrad', 'EluGrad', 'SeluGrad', 'BiasAddGrad',
  // reductions and running totals
  'Sum', 'Mean', 'Prod', 'Max', 'Min', 'All', 'Any', 'EuclideanNorm', 'ArgMax', 'ArgMin', 'AddN', 'Cumsum', 'Cumprod',
  // linear algebra
  'MatMul', 'BatchMatMul', 'Cross', 'MatrixInverse', 'MatrixSolve', 'MatrixTriangularSolve', 'MatrixSolveLs',
  'MatrixDeterminant', 'LogMatrixDeterminant', 'Cholesky', 'Qr', 'Svd', 'SelfAdjointEigV2',
  // random numbers
  'RandomStandardNormal', 'TruncatedNormal', 'RandomUniform', 'RandomUniformInt', 'RandomShuffle', 'Multinomial',
] as const;

export type OpType = (typeof OP_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(OP_TYPES);

export const isOpType = (op: string): op is OpType => KNOWN.has(op);
