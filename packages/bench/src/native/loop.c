// The limit of the loops on one core: one pass over the rows per step, which makes the product, the residual and the
// gradient while the rows are in the first cache. `loop DATA linear|logistic COUNT`, compiled with REAL, ROWS, COLUMNS.
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Rows that are worked on together: a weight is read once for all of them. */
#define BLOCK 4
#define BLOCKS ((ROWS + BLOCK - 1) / BLOCK)

// Rows that fill up the last block stay 0, and so do their labels: they add nothing.
static REAL inputs[BLOCKS * BLOCK][COLUMNS] __attribute__((aligned(64)));
static REAL labels[BLOCKS * BLOCK] __attribute__((aligned(64)));
static REAL weights[COLUMNS] __attribute__((aligned(64)));
static REAL gradient[COLUMNS] __attribute__((aligned(64)));

static void pass(int is_logistic) {
  memset(gradient, 0, sizeof gradient);
  for (int at = 0; at < BLOCKS * BLOCK; at += BLOCK) {
    const REAL *a = inputs[at], *b = inputs[at + 1], *c = inputs[at + 2], *d = inputs[at + 3];
    REAL p[BLOCK] = {0}, r[BLOCK];
    for (int j = 0; j < COLUMNS; j++) {
      p[0] += a[j] * weights[j];
      p[1] += b[j] * weights[j];
      p[2] += c[j] * weights[j];
      p[3] += d[j] * weights[j];
    }
    for (int i = 0; i < BLOCK; i++) {
      REAL y = labels[at + i];
      if (is_logistic) r[i] = -y / (1 + (sizeof(REAL) == 4 ? expf(y * p[i]) : exp(y * p[i])));
      else r[i] = 2 * (p[i] - y);
    }
    for (int j = 0; j < COLUMNS; j++) gradient[j] += r[0] * a[j] + r[1] * b[j] + r[2] * c[j] + r[3] * d[j];
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  static double data[ROWS * COLUMNS + ROWS];
  FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
  if (!file || fread(data, sizeof data, 1, file) != 1) {
    fprintf(stderr, "cannot read the data\n");
    return 1;
  }
  fclose(file);
  for (int i = 0; i < ROWS; i++) {
    for (int j = 0; j < COLUMNS; j++) inputs[i][j] = data[i * COLUMNS + j];
    labels[i] = data[ROWS * COLUMNS + i];
  }
  int is_logistic = strcmp(argv[2], "logistic") == 0;
  long count = atol(argv[3]);
  REAL rate = (is_logistic ? 0.05 : 0.005) / ROWS;
  // the processor wakes up
  for (int i = 0; i < 200; i++) pass(is_logistic);
  memset(weights, 0, sizeof weights);
  double start = now();
  for (long step = 0; step < count; step++) {
    pass(is_logistic);
    for (int j = 0; j < COLUMNS; j++) weights[j] -= rate * gradient[j];
  }
  double seconds = now() - start, square = 0;
  for (int j = 0; j < COLUMNS; j++) square += (double)weights[j] * weights[j];
  printf("{\"seconds\":%.9g,\"result\":%.9g}\n", seconds, sqrt(square));
  return 0;
}
