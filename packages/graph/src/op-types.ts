// Every op there is. Adding one here makes each exhaustive table (definition, gradient, kernel) ask for its entry.

// prettier-ignore
export const OP_TYPES = [
  // constants, placeholders, structure
  'Const', 'Placeholder', 'PlaceholderWithDefault', 'Identity', 'StopGradient', 'NoOp',
  // variables
  'VariableV2', 'Assign', 'AssignAdd', 'AssignSub', 'ApplyGradientDescent', 'IsVariableInitialized',
  // shapes and rearrangement
  'Shape', 'Rank', 'Size', 'Fill', 'Range', 'Reshape', 'Transpose', 'ExpandDims', 'Squeeze', 'Tile',
  'BroadcastTo', 'GatherV2', 'ZerosLike', 'Cast', 'InvertPermutation', 'DynamicStitch',
  'BroadcastGradientArgs',
  // element-wise, two operands
  'Add', 'Sub', 'Mul', 'RealDiv', 'FloorDiv', 'FloorMod', 'Pow', 'Maximum', 'Minimum', 'SquaredDifference',
  // comparison and logic
  'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr',
  'LogicalNot', 'Select',
  // element-wise, one operand
  'Neg', 'Square', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sin', 'Cos', 'Tan',
  'Tanh', 'Sigmoid', 'Softplus', 'Relu', 'Abs', 'Sign', 'Floor', 'Ceil', 'Round', 'IsNan', 'IsFinite',
  // gradients of the above that TensorFlow has as ops
  'SqrtGrad', 'RsqrtGrad', 'ReciprocalGrad', 'TanhGrad', 'SigmoidGrad', 'SoftplusGrad', 'ReluGrad',
  // reductions
  'Sum', 'Mean', 'Prod', 'Max', 'Min', 'All', 'Any', 'ArgMax', 'ArgMin', 'AddN',
  // linear algebra
  'MatMul', 'BatchMatMul', 'MatrixInverse', 'MatrixSolve',
  // random numbers
  'RandomStandardNormal', 'RandomUniform',
] as const;

export type OpType = (typeof OP_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(OP_TYPES);

export const isOpType = (op: string): op is OpType => KNOWN.has(op);
