"""Random numbers: NumPy's legacy generator, bit by bit."""

import math
import time

from .._bridge import checked, k, on_connect
from .._core import arr, array, asarray, index_of, ndarray, result_of, shape_of
from .._dtypes import CODES, INT64, of
from .._missing import missing

__all__ = [
    "RandomState", "binomial", "bytes", "choice", "exponential", "get_state", "laplace", "lognormal", "multivariate_normal", "normal",
    "permutation", "poisson", "rand", "randint", "randn", "random", "random_sample", "ranf", "sample", "seed", "set_state",
    "shuffle", "standard_normal", "uniform",
]


def _lengths(size):
    return () if size is None else shape_of((size,))


class RandomState:
    """A Mersenne Twister of its own."""

    def __init__(self, seed=None):
        self._state = k.randomState(0)
        self.seed(seed)

    def seed(self, seed=None):
        """Starts the sequence that belongs to a number from 0 to 2**32 − 1, or to several."""
        key = _key(seed)
        checked(self._state.seed(key) if isinstance(key, int) else self._state.seedWith(key._a))

    def get_state(self, legacy=True):
        """All that the next numbers depend on."""
        values = arr(self._state.state())
        return ("MT19937", values[:624].astype("uint32"), int(values[624]), int(values[625]), float(values[626]))

    def set_state(self, state):
        """Goes on where `get_state` was called."""
        from .._shaping import concatenate

        _, words, place, kept, value = state if len(state) == 5 else (*state, 0, 0.0)
        checked(self._state.setState(concatenate((asarray(words, float), asarray([place, kept, value], float)))._a))

    def random_sample(self, size=None):
        """Uniform in [0, 1)."""
        return _plain(result_of(self._state.random(*_lengths(size))))

    def rand(self, *shape):
        """Uniform in [0, 1), of that shape."""
        return _plain(result_of(self._state.random(*shape_of((shape,)))))

    def randn(self, *shape):
        """Normal, mean 0 and variance 1, of that shape."""
        return _plain(result_of(self._state.randn(*shape_of((shape,)))))

    def standard_normal(self, size=None):
        """Normal, mean 0 and variance 1."""
        return _plain(result_of(self._state.randn(*_lengths(size))))

    def _drawn(self, name, size, *parameters):
        arrays = [asarray(p, float) for p in parameters]
        if all(a.ndim == 0 for a in arrays):
            return _plain(result_of(getattr(self._state, name)(*[float(a) for a in arrays], *_lengths(size))))
        from .._shaping import _broadcast_shape, broadcast_to

        shape = _broadcast_shape(*arrays)
        shape = shape if size is None else tuple(shape_of((size,)))
        return result_of(getattr(self._state, name)(*[broadcast_to(a, shape).copy()._a for a in arrays], *shape))

    def uniform(self, low=0.0, high=1.0, size=None):
        """Uniform in [low, high)."""
        return self._drawn("uniform", size, low, high)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """Normal, of that mean and standard deviation."""
        if bool((asarray(scale) < 0).any()) if isinstance(scale, ndarray) else scale < 0:
            raise ValueError("scale < 0")
        return self._drawn("normal", size, loc, scale)

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        """eˣ of a normal x."""
        return self._drawn("lognormal", size, mean, sigma)

    def laplace(self, loc=0.0, scale=1.0, size=None):
        """Laplace's distribution."""
        return self._drawn("laplace", size, loc, scale)

    def exponential(self, scale=1.0, size=None):
        """Exponential, of that mean."""
        return self._drawn("exponential", size, scale)

    def standard_exponential(self, size=None):
        return self._drawn("exponential", size, 1.0)

    def poisson(self, lam=1.0, size=None):
        """Poisson's distribution, of a mean below 10."""
        result = self._drawn("poisson", size, lam)
        return int(result) if size is None and not isinstance(result, ndarray) else result

    def binomial(self, n, p, size=None):
        """How many of n trials succeed, each with probability p; n * p (or n * (1 − p)) up to 30."""
        trials, chance = asarray(n, float), asarray(p, float)
        if bool(((trials < 0) | (trials != trials)).any()) if trials.ndim else not trials >= 0:
            raise ValueError("n < 0")
        if not bool(asarray((chance >= 0) & (chance <= 1)).all()):
            raise ValueError("p < 0, p > 1 or p contains NaNs")
        result = self._drawn("binomial", size, trials, chance)
        return int(result) if size is None and not isinstance(result, ndarray) else result

    def randint(self, low, high=None, size=None, dtype=int):
        """Integers from low (0, if only one bound is given) up to but not including high."""
        if high is None:
            low, high = 0, low
        if isinstance(low, ndarray) and low.ndim or isinstance(high, ndarray) and high.ndim or isinstance(high, (list, tuple)):
            raise NotImplementedError("np.random.randint takes numbers as bounds here")
        low, high = int(low), int(high)
        dtype = of(dtype)
        if dtype.kind == "f":
            raise TypeError(f"Unsupported dtype {dtype!r} for randint")
        if low >= high:
            raise ValueError("low >= high")
        least, most = (0, 1) if dtype.kind == "b" else (-(2 ** (8 * dtype.itemsize - 1)), 2 ** (8 * dtype.itemsize - 1) - 1) if dtype.kind == "i" else (0, 2 ** (8 * dtype.itemsize) - 1)
        if low < least:
            raise ValueError(f"low is out of bounds for {dtype.name}")
        if high - 1 > most:
            raise ValueError(f"high is out of bounds for {dtype.name}")
        if not (-(2**53) <= low and high <= 2**53):
            raise OverflowError("np.random.randint is there for bounds up to 2**53 here")
        result = result_of(self._state.integers(dtype.code, low, high - 1, *_lengths(size)))
        return int(result) if size is None and dtype.code == INT64 else result

    def random_integers(self, low, high=None, size=None):
        """Integers from low (1, if only one bound is given) to high."""
        return self.randint(1, low + 1, size) if high is None else self.randint(low, high + 1, size)

    def shuffle(self, x):
        """Puts what is in an array (along its first axis) or a list into another order, in place."""
        if isinstance(x, ndarray):
            if x.ndim == 0:
                raise TypeError("object of type 'int' has no len()")
            checked(self._state.shuffle(x._a))
            return
        order = self.permutation(len(x)).tolist()
        x[:] = [x[i] for i in order]

    def permutation(self, x):
        """The numbers below x, or a copy of an array, in another order."""
        if CODES.get(type(x)) is not None and not isinstance(x, float):
            from .._creation import arange

            result = arange(int(x))
        else:
            a = asarray(x)
            if a.ndim == 0:
                raise IndexError("x must be an integer or at least 1-dimensional")
            result = array(a)
        checked(self._state.shuffle(result._a))
        return result

    def choice(self, a, size=None, replace=True, p=None):
        """Elements of a vector, or numbers below a, at random: repeatedly or not, with weights or not."""
        values = asarray(a)
        if values.ndim == 0:
            population = int(values)
            if population <= 0:
                raise ValueError("a must be greater than 0 unless no samples are taken")
        elif values.ndim == 1:
            population = values.shape[0]
            if population == 0:
                raise ValueError("'a' cannot be empty unless no samples are taken")
        else:
            raise ValueError("a must be 1-dimensional")
        shape = _lengths(size)
        count = math.prod(shape)
        if p is not None:
            p = asarray(p, float)
            if p.ndim != 1:
                raise ValueError("'p' must be 1-dimensional")
            if p.size != population:
                raise ValueError("'a' and 'p' must have same size")
            if bool((p < 0).any()):
                raise ValueError("probabilities are not non-negative")
            if abs(float(p.sum()) - 1.0) > 1.5e-8:
                raise ValueError("probabilities do not sum to 1")
        if replace:
            if p is None:
                positions = self.randint(0, population, shape)
            else:
                positions = _cumulated(p).searchsorted(self.random_sample(shape), side="right")
        elif count > population:
            raise ValueError("Cannot take a larger sample than population when 'replace=False'")
        elif p is None:
            positions = self.permutation(population)[:count].reshape(shape)
        else:
            positions = self._without_replacement(p, count).reshape(shape)
        if size is None:
            position = int(asarray(positions).ravel()[0]) if count else 0
            return position if values.ndim == 0 else values[position]
        positions = asarray(positions)
        return positions if values.ndim == 0 else values[positions]

    def _without_replacement(self, p, count):
        """Drawn until all are different, weights of what has been found set to 0."""
        from .._sorting import unique
        from .._creation import zeros

        if int((p > 0).sum()) < count:
            raise ValueError("Fewer non-zero entries in p than size")
        p = p.copy()
        found = zeros(count, int)
        done = 0
        while done < count:
            x = self.rand(count - done)
            if done > 0:
                p[found[:done]] = 0
            new = _cumulated(p).searchsorted(x, side="right")
            _, first = unique(new, return_index=True)
            first.sort()
            new = new.take(first)
            found[done : done + new.size] = new
            done += new.size
        return found

    def multivariate_normal(self, mean, cov, size=None, check_valid="warn", tol=1e-8):
        """Normal vectors of that mean and covariance. Directions of equal variance may come out as others than NumPy's."""
        from ..linalg import svd

        mean, cov = asarray(mean, float), asarray(cov, float)
        if mean.ndim != 1:
            raise ValueError("mean must be 1 dimensional")
        if cov.ndim != 2 or cov.shape[0] != cov.shape[1]:
            raise ValueError("cov must be 2 dimensional and square")
        if mean.shape[0] != cov.shape[0]:
            raise ValueError("mean and cov must have same length")
        shape = [*_lengths(size), mean.shape[0]]
        x = self.standard_normal(shape).reshape(-1, mean.shape[0])
        _, s, v = svd(cov)
        x = x @ (s[:, None] ** 0.5 * v)
        return (x + mean).reshape(shape)

    def bytes(self, length):
        """Random bytes."""
        words = self.randint(0, 2**32, -(-length // 4), "uint32")
        return words.tobytes()[:length]

    random = ranf = sample = random_sample


def _state_missing(self, name):
    missing("numpy.random.RandomState", [x for x in dir(RandomState)])(name)


RandomState.__getattr__ = _state_missing
RandomState.__module__ = "numpy.random"


def _plain(value):
    """A single number is Python's own, as NumPy's generator gives it."""
    return value if type(value) is ndarray else float(value) if isinstance(value, float) else value


def _cumulated(p):
    cdf = p.cumsum()
    return cdf / cdf[-1]


def _key(seed):
    """A number, or an array of several."""
    if seed is None:
        return int(time.time() * 1000) % 2**32
    if hasattr(seed, "__len__") or isinstance(seed, ndarray) and seed.ndim:
        key = asarray(seed).ravel()
        if key.size == 0:
            raise ValueError("Seed must be non-empty")
        if not bool(((key >= 0) & (key < 2**32)).all()):
            raise ValueError("Seed values must be between 0 and 2**32 - 1")
        return key
    try:
        number = int(index_of(seed))
    except TypeError:
        raise TypeError(f"Cannot cast {type(seed).__name__} seed to an integer") from None
    if not 0 <= number < 2**32:
        raise ValueError("Seed must be between 0 and 2**32 - 1")
    return number


class _Shared:
    state = None


def _start():
    _Shared.state = RandomState()


on_connect.append(_start)


def _function(name):
    def function(*args, **kwargs):
        return getattr(_Shared.state, name)(*args, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = getattr(RandomState, name).__doc__
    return function


for _name in __all__ + ["random_integers", "standard_exponential"]:
    if _name != "RandomState":
        globals()[_name] = _function(_name)


__getattr__ = missing("numpy.random", globals())
