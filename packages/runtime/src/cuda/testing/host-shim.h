// Makes emitted CUDA C into C++ for the host: a kernel becomes a function of one thread, and whoever calls it (the mock
// driver) sets the indices before each thread and switches threads at each barrier.
#include <math.h>
#include <string.h>

struct Index {
  unsigned x, y, z;
};

extern "C" {
Index threadIdx, blockIdx, blockDim, gridDim;
void (*residual_barrier)(void);
}

#define __global__
#define __device__
// Blocks run one after the other.
#define __shared__ static
#define __syncthreads() residual_barrier()

static inline double __longlong_as_double(long long bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
