// The limit of matrix products and of the closed form: OpenBLAS, loaded from LIBRARY when the program runs.
// `blas LIBRARY DATA matmul-f32|matmul-f64|closed-form N COUNT`; threads as OPENBLAS_NUM_THREADS says.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Integers are handed over in 64 bits. A library whose integers have 32 reads the lower halves: in registers, on the
// stack and, on the little-endian machines that this runs on, in memory.
typedef int64_t Int;
enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };

typedef void Sgemm(Int, Int, Int, Int, Int, Int, float, const float *, Int, const float *, Int, float, float *, Int);
typedef void Dgemm(Int, Int, Int, Int, Int, Int, double, const double *, Int, const double *, Int, double, double *, Int);
typedef void Dgesv(Int *, Int *, double *, Int *, Int *, double *, Int *, Int *);
typedef char *Config(void);

static void *library;

/** NumPy's copies of OpenBLAS have names of their own. */
static void *find(const char *name) {
  static const char *const forms[] = {"%s", "%s64_", "scipy_%s64_", "scipy_%s"};
  char full[100];
  for (int i = 0; i < 4; i++) {
    snprintf(full, sizeof full, forms[i], name);
    void *found = dlsym(library, full);
    if (found) return found;
  }
  fprintf(stderr, "the library has no %s\n", name);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!memory) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return memory;
}

static void tell(double seconds, double result) {
  printf("{\"seconds\":%.9g,\"result\":%.9g}\n", seconds, result);
}

#define MATMUL(NAME, REAL, GEMM, SYMBOL, SIN, COS)                                                                 \
  static void NAME(Int n, long count) {                                                                            \
    GEMM *gemm = find(SYMBOL);                                                                                     \
    REAL *a = allocate(sizeof(REAL) * n * n), *b = allocate(sizeof(REAL) * n * n);                                 \
    REAL *c = allocate(sizeof(REAL) * n * n);                                                                      \
    for (Int i = 0; i < n; i++)                                                                                    \
      for (Int j = 0; j < n; j++) {                                                                                \
        REAL x = (REAL)(30.0 * (i + 1) / n) * (REAL)(30.0 * (j + 1) / n);                                                      \
        a[i * n + j] = SIN(x);                                                                                     \
        b[i * n + j] = COS(x);                                                                                     \
        c[i * n + j] = 0;                                                                                          \
      }                                                                                                            \
    Int warm = n < 1000 ? n : 1000;                                                                                \
    gemm(ROW_MAJOR, PLAIN, PLAIN, warm, warm, warm, 1, a, n, b, n, 0, c, n);                                       \
    double start = now();                                                                                          \
    for (long i = 0; i < count; i++) gemm(ROW_MAJOR, PLAIN, PLAIN, n, n, n, 1, a, n, b, n, 0, c, n);               \
    tell(now() - start, c[0]);                                                                                     \
  }

MATMUL(matmul_f32, float, Sgemm, "cblas_sgemm", sinf, cosf)
MATMUL(matmul_f64, double, Dgemm, "cblas_dgemm", sin, cos)

/** Solves (XᵀX) w = XᵀY, without the inverse that the lecture makes on the way. */
static void closed_form(const char *path, long count) {
  Dgemm *gemm = find("cblas_dgemm");
  Dgesv *gesv = find("dgesv_");
  double *x = allocate(sizeof(double) * (ROWS * COLUMNS + ROWS)), *y = x + ROWS * COLUMNS;
  double *square = allocate(sizeof(double) * COLUMNS * COLUMNS), *w = allocate(sizeof(double) * COLUMNS);
  Int *pivots = allocate(sizeof(Int) * COLUMNS), n = COLUMNS, one = 1, info = 0;
  FILE *file = fopen(path, "rb");
  if (!file || fread(x, sizeof(double) * (ROWS * COLUMNS + ROWS), 1, file) != 1) {
    fprintf(stderr, "cannot read the data\n");
    exit(1);
  }
  fclose(file);
  double start = 0;
  for (long i = -1; i < count; i++) {
    // the first one is not timed
    if (i == 0) start = now();
    gemm(ROW_MAJOR, TRANSPOSED, PLAIN, n, n, ROWS, 1, x, n, x, n, 0, square, n);
    gemm(ROW_MAJOR, TRANSPOSED, PLAIN, n, 1, ROWS, 1, x, n, y, 1, 0, w, 1);
    gesv(&n, &one, square, &n, pivots, w, &n, &info);
  }
  double seconds = now() - start, sum = 0;
  for (int j = 0; j < COLUMNS; j++) sum += w[j] * w[j];
  if (info != 0) {
    fprintf(stderr, "dgesv failed (%d)\n", (int)info);
    exit(1);
  }
  tell(seconds, sqrt(sum));
}

int main(int argc, char **argv) {
  library = argc >= 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (!library) {
    fprintf(stderr, "%s\n", argc >= 2 ? dlerror() : "no library given");
    return 1;
  }
  if (argc == 2) {
    puts(((Config *)find("openblas_get_config"))());
    return 0;
  }
  if (argc != 6) return 1;
  Int n = atol(argv[4]);
  long count = atol(argv[5]);
  if (!strcmp(argv[3], "matmul-f32")) matmul_f32(n, count);
  else if (!strcmp(argv[3], "matmul-f64")) matmul_f64(n, count);
  else if (!strcmp(argv[3], "closed-form")) closed_form(argv[2], count);
  else return 1;
  return 0;
}
