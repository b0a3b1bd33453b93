// What all emitted sources begin with: the functions that bodies use, for both float types and int.
//
// float32 is computed in float32 and folded in float64. Nothing here depends on the order in which threads run, so
// that the same run gives the same bits.

/** Threads in a block of every emitted kernel. */
export const BLOCK = 256;

export const PRELUDE = `
typedef unsigned char boolean;
#define FOLD(T) template <> struct Fold<T>
template <typename T> struct Fold { typedef double Type; };
FOLD(int) { typedef long long Type; };
FOLD(boolean) { typedef int Type; };

template <typename T> __device__ inline T sigmoid(T x) {
  T e = exp(-fabs(x));
  return x >= 0 ? T(1) / (T(1) + e) : e / (T(1) + e);
}
template <typename T> __device__ inline T softplus(T x) { return fmax(x, T(0)) + log1p(exp(-fabs(x))); }
template <typename T> __device__ inline T sign(T x) { return x > 0 ? T(1) : x < 0 ? T(-1) : x; }
template <typename T> __device__ inline T relu(T x) { return x > 0 || x != x ? x : T(0); }
template <typename T> __device__ inline T maximum(T x, T y) { return x >= y || x != x ? x : y; }
template <typename T> __device__ inline T minimum(T x, T y) { return x <= y || x != x ? x : y; }
template <typename T> __device__ inline bool is_nan(T x) { return x != x; }
template <typename T> __device__ inline bool is_finite(T x) { return x - x == 0; }
template <typename T> __device__ inline bool is_inf(T x) { return x == x && !is_finite(x); }
/* Integers wrap at 32 bits. */
__device__ inline int add(int x, int y) { return (int)((unsigned)x + (unsigned)y); }
__device__ inline int sub(int x, int y) { return (int)((unsigned)x - (unsigned)y); }
__device__ inline int mul(int x, int y) { return (int)((unsigned)x * (unsigned)y); }
__device__ inline int to_int(double x) { return is_finite(x) ? (int)(long long)x : 0; }
__device__ inline double constant(long long bits) { return __longlong_as_double(bits); }
/* The sum of every thread's x, for all of them; shared: a cell for each thread of the block. */
__device__ inline double block_sum(double x, double *shared) {
  shared[threadIdx.x] = x;
  for (int half = ${BLOCK / 2}; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
  }
  __syncthreads();
  const double total = shared[0];
  __syncthreads();
  return total;
}
`;
