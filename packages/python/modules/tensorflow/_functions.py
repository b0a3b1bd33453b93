"""The functions of `tf` that are calls of the library and nothing else: a line each.

    python_name = libraryName(a, b!, axis=, rate~=, keepdims>keep_dims)

stands for a function with these parameters in this order. Those without `=` the library takes by place (`?` may be
left out), the others by name, in camel case. A parameter by place is converted as an op's operand, unless `!` says
that it is a plain number, shape or list; one by name is plain unless `~` says that it is an operand. `old>new` takes
`old` for `new`; `_` names a parameter that has no effect here.
"""
import re

from tensorflow._bridge import call, operand, unwrap
from tensorflow._types import dtype_name

_TABLE = """
add = add(x, y, name=)
subtract = subtract(x, y, name=)
multiply = multiply(x, y, name=)
divide = divide(x, y, name=)
truediv = truediv(x, y, name=)
realdiv = realdiv(x, y, name=)
div = div(x, y, name=)
div_no_nan = divNoNan(x, y, name=)
floordiv = floorDiv(x, y, name=)
floor_div = floorDiv(x, y, name=)
truncatediv = truncateDiv(x, y, name=)
truncatemod = truncateMod(x, y, name=)
mod = mod(x, y, name=)
floormod = mod(x, y, name=)
pow = pow(x, y, name=)
maximum = maximum(x, y, name=)
minimum = minimum(x, y, name=)
squared_difference = squaredDifference(x, y, name=)
atan2 = atan2(y, x, name=)
less = less(x, y, name=)
less_equal = lessEqual(x, y, name=)
greater = greater(x, y, name=)
greater_equal = greaterEqual(x, y, name=)
equal = equal(x, y, name=)
not_equal = notEqual(x, y, name=)
logical_and = logicalAnd(x, y, name=)
logical_or = logicalOr(x, y, name=)
logical_not = logicalNot(x, name=)
logical_xor = logicalXor(x, y, name=)
polygamma = polygamma(a, x, name=)
matmul = matmul(a, b, transpose_a=, transpose_b=, _adjoint_a, _adjoint_b, _a_is_sparse, _b_is_sparse, name=)
tensordot = tensordot(a, b, axes!, name=)
cross = cross(a, b, name=)
matrix_transpose = matrixTranspose(a, name=)
diag = diag(diagonal, name=)
diag_part = diagPart(input, name=)
matrix_diag = matrixDiag(diagonal, name=)
matrix_diag_part = matrixDiagPart(input, name=)
matrix_set_diag = matrixSetDiag(input, diagonal, name=)
matrix_band_part = matrixBandPart(input, num_lower, num_upper, name=)
eye = eye(num_rows!, num_columns=, batch_shape=, dtype=, name=)
trace = trace(x, name=)
norm = norm(tensor, ord=, axis=, keep_dims=, name=, keepdims>keep_dims)
matrix_inverse = matrixInverse(input, adjoint=, name=)
matrix_solve = matrixSolve(matrix, rhs, adjoint=, name=)
matrix_triangular_solve = matrixTriangularSolve(matrix, rhs, lower=, adjoint=, name=)
matrix_solve_ls = matrixSolveLs(matrix, rhs, l2_regularizer=, fast=, name=)
matrix_determinant = matrixDeterminant(input, name=)
cholesky = cholesky(input, name=)
cholesky_solve = choleskySolve(chol, rhs, name=)
qr = qr(input, full_matrices=, name=)
svd = svd(tensor, full_matrices=, compute_uv=, name=)
self_adjoint_eig = selfAdjointEig(tensor, name=)
self_adjoint_eigvals = selfAdjointEigvals(tensor, name=)
reduce_sum = reduceSum(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_mean = reduceMean(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_prod = reduceProd(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_max = reduceMax(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_min = reduceMin(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_all = reduceAll(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_any = reduceAny(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
reduce_euclidean_norm = reduceEuclideanNorm(input_tensor, axis=, keep_dims=, name=, keepdims>keep_dims)
reduce_variance = reduceVariance(input_tensor, axis=, keep_dims=, name=, keepdims>keep_dims)
reduce_std = reduceStd(input_tensor, axis=, keep_dims=, name=, keepdims>keep_dims)
reduce_logsumexp = reduceLogSumExp(input_tensor, axis=, keep_dims=, name=, reduction_indices>axis, keepdims>keep_dims)
count_nonzero = countNonzero(input_tensor, axis=, keep_dims=, dtype=, name=, reduction_indices>axis, keepdims>keep_dims)
cumsum = cumsum(x, axis=, exclusive=, reverse=, name=)
cumprod = cumprod(x, axis=, exclusive=, reverse=, name=)
argmax = argMax(input, axis!?, name=, dimension>axis, _output_type)
argmin = argMin(input, axis!?, name=, dimension>axis, _output_type)
add_n = addN(inputs, name=)
scalar_mul = scalarMul(scalar!, x)
zeros_like = zerosLike(tensor, dtype=, name=, _optimize)
ones_like = onesLike(tensor, dtype=, name=, _optimize)
zeros = zeros(shape, dtype=, name=)
ones = ones(shape, dtype=, name=)
fill = fill(dims, value, name=)
identity = identity(input, name=)
stop_gradient = stopGradient(input, name=)
shape = shape(input, name=, _out_type)
size = size(input, name=, _out_type)
rank = rank(input, name=)
reshape = reshape(tensor, shape, name=)
transpose = transpose(a, perm=, name=)
expand_dims = expandDims(input, axis!, name=, dim>axis)
squeeze = squeeze(input, axis=, name=, squeeze_dims>axis)
tile = tile(input, multiples, name=)
broadcast_to = broadcastTo(input, shape, name=)
concat = concat(values, axis, name=)
stack = stack(values, axis=, name=)
unstack = unstack(value, num=, axis=, name=)
split = split(value, num_or_size_splits, axis=, num=, name=)
pad = pad(tensor, paddings, mode=, name=, constant_values=)
reverse = reverse(tensor, axis, name=)
linspace = linspace(start, stop, num, name=)
lin_space = linspace(start, stop, num, name=)
invert_permutation = invertPermutation(x, name=)
slice = slice(input_, begin, size, name=)
strided_slice = stridedSlice(input_, begin, end, strides~=, begin_mask=, end_mask=, ellipsis_mask=, new_axis_mask=, shrink_axis_mask=, _var, name=)
gather = gather(params, indices, _validate_indices, name=, axis=)
gather_nd = gatherNd(params, indices, name=)
scatter_nd = scatterNd(indices, updates, shape, name=)
segment_sum = segmentSum(data, segment_ids, name=)
unsorted_segment_sum = unsortedSegmentSum(data, segment_ids, num_segments, name=)
one_hot = oneHot(indices, depth, on_value=, off_value=, axis=, dtype=, name=)
where = where(condition, x?, y?, name=)
boolean_mask = booleanMask(tensor, mask, name=, axis=)
clip_by_value = clipByValue(t, clip_value_min, clip_value_max, name=)
clip_by_norm = clipByNorm(t, clip_norm!, axes=, name=)
global_norm = globalNorm(t_list, name=)
clip_by_global_norm = clipByGlobalNorm(t_list, clip_norm!, use_norm=, name=)
random_normal = randomNormal(shape!, mean=, stddev=, dtype=, seed=, name=)
truncated_normal = truncatedNormal(shape!, mean=, stddev=, dtype=, seed=, name=)
random_uniform = randomUniform(shape!, minval=, maxval=, dtype=, seed=, name=)
random_shuffle = randomShuffle(value, seed=, name=)
multinomial = multinomial(logits, num_samples, seed=, name=)
assign = assign(ref, value, _validate_shape, _use_locking, name=)
assign_add = assignAdd(ref, value, _use_locking, name=)
assign_sub = assignSub(ref, value, _use_locking, name=)
no_op = noOp(name=)
gradients = gradients(ys!, xs!, grad_ys=, name=, _colocate_gradients_with_ops, _gate_gradients, _aggregation_method, stop_gradients=)
global_variables_initializer = globalVariablesInitializer()
initialize_all_variables = globalVariablesInitializer()
local_variables_initializer = localVariablesInitializer()
variables_initializer = variablesInitializer(var_list!, name=)
report_uninitialized_variables = reportUninitializedVariables(var_list!?, name=)
is_variable_initialized = isVariableInitialized(variable)
global_variables = globalVariables(scope!?)
all_variables = globalVariables()
local_variables = localVariables(scope!?)
trainable_variables = trainableVariables(scope!?)
add_to_collection = addToCollection(name!, value!)
get_collection = getCollection(key!, scope!?)
reset_default_graph = resetDefaultGraph()
set_random_seed = setRandomSeed(seed!)
get_default_graph = getDefaultGraph()
placeholder_with_default = placeholderWithDefault(input, shape!, name=)
nn.relu = nn.relu(features, name=)
nn.relu6 = nn.relu6(features, name=)
nn.leaky_relu = nn.leakyRelu(features, alpha=, name=)
nn.elu = nn.elu(features, name=)
nn.selu = nn.selu(features, name=)
nn.softplus = nn.softplus(features, name=)
nn.softsign = nn.softsign(features, name=)
nn.sigmoid = nn.sigmoid(x, name=)
nn.tanh = nn.tanh(x, name=)
nn.softmax = nn.softmax(logits, axis=, name=, dim>axis)
nn.log_softmax = nn.logSoftmax(logits, axis=, name=, dim>axis)
nn.l2_loss = nn.l2Loss(t, name=)
nn.l2_normalize = nn.l2Normalize(x, axis!, epsilon=, name=, dim>axis)
nn.bias_add = nn.biasAdd(value, bias, _data_format, name=)
nn.xw_plus_b = nn.xwPlusB(x, weights, biases, name=)
nn.moments = nn.moments(x, axes!, _shift, name=, keep_dims=, keepdims>keep_dims)
nn.top_k = nn.topK(input, k=, sorted=, name=)
nn.in_top_k = nn.inTopK(predictions, targets, k!, name=)
math.xlogy = xlogy(x, y, name=)
math.xdivy = xdivy(x, y, name=)
linalg.slogdet = linalg.slogdet(input, name=)
linalg.matvec = linalg.matvec(a, b, transpose_a=, _adjoint_a, _a_is_sparse, _b_is_sparse, name=)
train.exponential_decay = train.exponentialDecay(learning_rate!, global_step, decay_steps!, decay_rate!, staircase=, name=)
train.natural_exp_decay = train.naturalExpDecay(learning_rate!, global_step, decay_steps!, decay_rate!, staircase=, name=)
train.inverse_time_decay = train.inverseTimeDecay(learning_rate!, global_step, decay_steps!, decay_rate!, staircase=, name=)
train.polynomial_decay = train.polynomialDecay(learning_rate!, global_step, decay_steps!, end_learning_rate=, power=, cycle=, name=)
train.get_global_step = train.getGlobalStep(graph!?)
train.create_global_step = train.createGlobalStep(graph!?)
train.get_or_create_global_step = train.getOrCreateGlobalStep(graph!?)
"""

_UNARY = """
negative abs sign square sqrt rsqrt reciprocal exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh asinh
acosh atanh erf erfc lgamma digamma sigmoid log_sigmoid floor ceil rint round is_nan is_inf is_finite to_float
to_double to_int32
"""

# The same functions under other names.
_ALIASES = {
    'neg': 'negative',
    'sub': 'subtract',
    'mul': 'multiply',
    'absolute': 'abs',
    'nn.log_sigmoid': 'log_sigmoid',
    'reverse_v2': 'reverse',
    'concat_v2': 'concat',
    'pack': 'stack',
    'unpack': 'unstack',
    'batch_matmul': 'matmul',
    'select': 'where',
    'mean': 'reduce_mean',
    'linalg.matmul': 'matmul',
    'linalg.inv': 'matrix_inverse',
    'linalg.solve': 'matrix_solve',
    'linalg.triangular_solve': 'matrix_triangular_solve',
    'linalg.lstsq': 'matrix_solve_ls',
    'linalg.det': 'matrix_determinant',
    'linalg.cholesky': 'cholesky',
    'linalg.cholesky_solve': 'cholesky_solve',
    'linalg.band_part': 'matrix_band_part',
    'linalg.eigh': 'self_adjoint_eig',
    'linalg.eigvalsh': 'self_adjoint_eigvals',
    'linalg.qr': 'qr',
    'linalg.svd': 'svd',
    'linalg.norm': 'norm',
    'linalg.trace': 'trace',
    'linalg.eye': 'eye',
    'linalg.diag': 'matrix_diag',
    'linalg.diag_part': 'matrix_diag_part',
    'linalg.set_diag': 'matrix_set_diag',
    'linalg.transpose': 'matrix_transpose',
    'linalg.tensordot': 'tensordot',
    'linalg.tensor_diag': 'diag',
    'linalg.tensor_diag_part': 'diag_part',
    'linalg.cross': 'cross',
    'random.normal': 'random_normal',
    'random.uniform': 'random_uniform',
    'random.truncated_normal': 'truncated_normal',
    'random.shuffle': 'random_shuffle',
    'random.multinomial': 'multinomial',
    'random.set_random_seed': 'set_random_seed',
    'initializers.global_variables': 'global_variables_initializer',
    'initialize_variables': 'variables_initializer',
    'initialize_local_variables': 'local_variables_initializer',
    'diag_tensor': 'diag',
}
del _ALIASES['mean'], _ALIASES['diag_tensor']
for _name in (
    'add subtract multiply divide truediv floordiv floormod pow maximum minimum squared_difference abs square sqrt '
    'rsqrt exp expm1 log log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf erfc lgamma digamma '
    'polygamma sigmoid log_sigmoid softplus floor ceil rint round is_nan is_inf is_finite sign negative reciprocal '
    'reduce_sum reduce_mean reduce_prod reduce_max reduce_min reduce_all reduce_any reduce_euclidean_norm '
    'reduce_variance reduce_std reduce_logsumexp count_nonzero cumsum cumprod argmax argmin add_n less less_equal '
    'greater greater_equal equal not_equal logical_and logical_or logical_not logical_xor segment_sum '
    'unsorted_segment_sum invert_permutation l2_normalize top_k in_top_k'
).split():
    _ALIASES['math.' + _name] = ('nn.' + _name) if _name in ('softplus', 'l2_normalize', 'top_k', 'in_top_k') else _name

_ROW = re.compile(r'([\w.]+) = ([\w.]+)\((.*)\)')


def _camel(name):
    return re.sub('_([a-z0-9])', lambda match: match[1].upper(), name)


class _Parameter:
    def __init__(self, text):
        name, _, self.stands_for = text.partition('>')
        self.ignored = name.startswith('_')
        self.name = re.sub(r'[!?~=]', '', name).lstrip('_')
        self.by_name = '=' in name
        self.optional = '?' in name
        self.key = _camel(self.name)
        operands = ('~' in name) if self.by_name else ('!' not in name)
        self.convert = dtype_name if self.name == 'dtype' else operand if operands else unwrap


def _make(name, path, parameters):
    signature = [_Parameter(text) for text in parameters.split(', ') if text]
    by_parameter = {parameter.name: parameter for parameter in signature}
    by_place = [p for p in signature if not (p.by_name or p.stands_for or p.ignored)]
    needed = [p for p in by_place if not p.optional]
    by_place_count = len(by_place)

    def function(*args, **kwargs):
        if len(args) > len(signature):
            raise TypeError(
                '%s() takes at most %d arguments (%d given)' % (function.__name__, len(signature), len(args))
            )
        given = dict(zip(names, args))
        for key, value in kwargs.items():
            parameter = by_parameter.get(key)
            if parameter is None:
                raise TypeError(
                    "%s() got an unexpected keyword argument '%s': it takes %s"
                    % (function.__name__, key, ', '.join(shown))
                )
            if key in given:
                raise TypeError("%s() got multiple values for argument '%s'" % (function.__name__, key))
            given[key] = value
        for old, new in aliases:
            if old in given:
                value = given.pop(old)
                if value is not None:
                    given[new] = value
        for parameter in needed:
            if parameter.name not in given:
                raise TypeError(
                    "%s() missing a required argument: '%s'" % (function.__name__, parameter.name)
                )
        values = [p.convert(given[p.name]) if p.name in given else None for p in by_place]
        for p in options:
            value = given.get(p.name)
            if value is not None:
                values += (p.key, p.convert(value))
        return call(path, by_place_count, *values)

    names = [parameter.name for parameter in signature]
    shown = [parameter.name for parameter in signature if not parameter.ignored]
    aliases = [(parameter.name, parameter.stands_for) for parameter in signature if parameter.stands_for]
    options = [p for p in signature if p.by_name]
    function.__name__ = function.__qualname__ = name.rpartition('.')[2]
    function.__module__ = 'tensorflow'
    function.__doc__ = 'tf.%s(%s)' % (name, ', '.join(shown))
    return function


def functions():
    """All of them, by their names below `tf`."""
    made = {}
    for name in _UNARY.split():
        made[name] = _make(name, _camel(name), 'x, name=')
    for line in _TABLE.strip().splitlines():
        name, path, parameters = _ROW.fullmatch(line).groups()
        made[name] = _make(name, path, parameters)
    for alias, name in _ALIASES.items():
        made.setdefault(alias, made[name])
    return made
