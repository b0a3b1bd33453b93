"""Products of vectors and matrices."""

from ._bridge import k
from ._core import asarray, ndarray, normalized, put_out, refuse_tensor, result_of


def _operand(x, name):
    if type(x) is ndarray:
        return x
    refuse_tensor(x, name)
    return asarray(x)


def dot(a, b, out=None):
    """Product of matrices; scalar product of vectors; multiple, where one is a number."""
    a, b = _operand(a, "dot"), _operand(b, "dot")
    if a.ndim == 0 or b.ndim == 0:
        return put_out(a * b, out)
    return put_out(result_of(k.dot(a._a, b._a)), out)


def matmul(x1, x2, out=None):
    """Product of matrices, or of stacks of them: x1 @ x2."""
    return put_out(result_of(k.matmul(_operand(x1, "matmul")._a, _operand(x2, "matmul")._a)), out)


def vdot(a, b):
    """Scalar product of flattened arrays."""
    return dot(asarray(a).ravel(), asarray(b).ravel())


def inner(a, b):
    """Sums of products over the last axes."""
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"shapes {_text(a.shape)} and {_text(b.shape)} not aligned: {a.shape[-1]} (dim {a.ndim - 1}) != {b.shape[-1]} (dim {b.ndim - 1})")
    result = tensordot(a, b, (-1, -1))
    return result if result.ndim else result[()]


def _text(shape):
    return str(shape).replace(" ", "")


def outer(a, b, out=None):
    """Each element of the one times each of the other."""
    return put_out(asarray(a).ravel()[:, None] * asarray(b).ravel(), out)


def tensordot(a, b, axes=2):
    """Sums of products over axes of both."""
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        over_a, over_b = list(range(a.ndim - axes, a.ndim)), list(range(axes))
    else:
        over_a, over_b = ([x] if isinstance(x, int) else list(x) for x in axes)
    over_a = [normalized(x, a.ndim) for x in over_a]
    over_b = [normalized(x, b.ndim) for x in over_b]
    if [a.shape[x] for x in over_a] != [b.shape[x] for x in over_b]:
        raise ValueError("shape-mismatch for sum")
    rest_a = [x for x in range(a.ndim) if x not in over_a]
    rest_b = [x for x in range(b.ndim) if x not in over_b]
    inner_size = 1
    for x in over_a:
        inner_size *= a.shape[x]
    shape = [a.shape[x] for x in rest_a] + [b.shape[x] for x in rest_b]
    left = a.transpose(rest_a + over_a).reshape(_product(a.shape[x] for x in rest_a), inner_size)
    right = b.transpose(over_b + rest_b).reshape(inner_size, _product(b.shape[x] for x in rest_b))
    result = dot(left, right).reshape(shape)
    return result


def _product(lengths):
    result = 1
    for length in lengths:
        result *= length
    return result


def kron(a, b):
    """Each element of the one times the whole other."""
    a, b = asarray(a), asarray(b)
    rank = max(a.ndim, b.ndim)
    a = a.reshape((1,) * (rank - a.ndim) + a.shape)
    b = b.reshape((1,) * (rank - b.ndim) + b.shape)
    left = a.reshape([n for length in a.shape for n in (length, 1)])
    right = b.reshape([n for length in b.shape for n in (1, length)])
    return (left * right).reshape([m * n for m, n in zip(a.shape, b.shape)])


def cross(a, b):
    """Vector product of vectors of three components."""
    from ._shaping import stack

    a, b = asarray(a), asarray(b)
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise ValueError("incompatible dimensions for cross product\n(dimension must be 3 here)")
    (a0, a1, a2), (b0, b1, b2) = ((x[..., 0], x[..., 1], x[..., 2]) for x in (a, b))
    return stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=-1)


def einsum(subscripts, *operands, out=None, **ignored):
    """Sums of products by Einstein's convention."""
    arrays = [asarray(x) for x in operands]
    text = subscripts.replace(" ", "")
    if "." in text:
        raise NotImplementedError("np.einsum takes no ellipsis here")
    inputs, arrow, output = text.partition("->")
    terms = inputs.split(",")
    if len(terms) != len(arrays):
        raise ValueError("more operands provided to einstein sum function than specified in the subscripts string")
    if not arrow:
        letters = "".join(terms)
        output = "".join(sorted(x for x in set(letters) if letters.count(x) == 1))
    sizes = {}
    for term, a in zip(terms, arrays):
        if len(term) != a.ndim:
            raise ValueError("einstein sum subscripts string contains too many subscripts for operand" if len(term) > a.ndim else "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.")
        for letter, length in zip(term, a.shape):
            if sizes.setdefault(letter, length) != length:
                raise ValueError("operands could not be broadcast together with remapped shapes")
    while len(arrays) > 1:
        (one, two), rest = terms[:2], terms[2:]
        kept = [x for x in dict.fromkeys(one + two) if x in output or any(x in term for term in rest)]
        arrays[:2] = [_pair(one, arrays[0], two, arrays[1], kept, sizes)]
        terms = ["".join(kept)] + rest
    (term,), (a,) = terms, arrays
    term, a = _traced(term, a)
    dropped = tuple(i for i, x in enumerate(term) if x not in output)
    if dropped:
        a = asarray(a.sum(axis=dropped))
        term = "".join(x for x in term if x in output)
    result = a.transpose([term.index(x) for x in output]) if output else a
    return put_out(result if result.ndim else result[()], out)


def _traced(term, a):
    """Of letters that occur twice in a term, the diagonal."""
    for letter in dict.fromkeys(term):
        while term.count(letter) > 1:
            one = term.index(letter)
            two = term.index(letter, one + 1)
            a = a.diagonal(axis1=one, axis2=two)
            term = "".join(x for i, x in enumerate(term) if i not in (one, two)) + letter
    return term, a


def _pair(one, a, two, b, kept, sizes):
    """Two operands as one product of stacks of matrices."""
    one, a = _traced(one, a)
    two, b = _traced(two, b)
    both = [x for x in one if x in two]
    stacked = [x for x in both if x in kept]
    summed = [x for x in both if x not in kept]
    for term, other, which in ((one, two, 0), (two, one, 1)):
        alone = tuple(i for i, x in enumerate(term) if x not in other and x not in kept)
        if alone:
            reduced = asarray((a, b)[which].sum(axis=alone))
            text = "".join(x for i, x in enumerate(term) if i not in alone)
            if which == 0:
                one, a = text, reduced
            else:
                two, b = text, reduced
    rows = [x for x in one if x not in both]
    columns = [x for x in two if x not in both]
    size = lambda letters: _product(sizes[x] for x in letters)  # noqa: E731
    left = a.transpose([one.index(x) for x in stacked + rows + summed]).reshape([sizes[x] for x in stacked] + [size(rows), size(summed)])
    right = b.transpose([two.index(x) for x in stacked + summed + columns]).reshape([sizes[x] for x in stacked] + [size(summed), size(columns)])
    product = matmul(left, right).reshape([sizes[x] for x in stacked + rows + columns])
    order = stacked + rows + columns
    return product.transpose([order.index(x) for x in kept]) if kept else product
