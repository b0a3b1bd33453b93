// A CUDA driver without a device, for tests: libcuda, libcublas, libcusolver and libnvrtc in one library. "Device"
// memory is the host's, kernels are compiled by g++ (host-shim.h), and what is enqueued waits in a queue until somebody
// synchronizes, as on a real device, so that memory which is reused too early shows. Calls can be made to fail, and
// everything that is handed out is counted.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
typedef uint64_t handle;

// ---- what tests ask for and look at -----------------------------------------------------------------------------

enum { CALLS = 128 };
static struct {
  char name[48];
  long count;
} calls[CALLS];
static char failing[48];
static long failing_in;
static int failing_status;
static int sticky;
static long live, device_bytes, total_bytes = 1L << 30;
static int reversed;

EXPORT void mock_reset(void) {
  memset(calls, 0, sizeof calls);
  failing[0] = 0;
  sticky = 0;
  total_bytes = 1L << 30;
  reversed = 0;
}
/** The nth call from now of this entry point fails; CUDA_ERROR_ILLEGAL_ADDRESS (700) is for good. */
EXPORT void mock_fail(const char *name, long nth, int status) {
  snprintf(failing, sizeof failing, "%s", name);
  failing_in = nth;
  failing_status = status;
}
EXPORT long mock_calls(const char *name) {
  for (int i = 0; i < CALLS && calls[i].name[0]; i++)
    if (!strcmp(calls[i].name, name)) return calls[i].count;
  return 0;
}
/** Handles and blocks of memory that were not given back. */
EXPORT long mock_live(void) { return live; }
EXPORT long mock_device_bytes(void) { return device_bytes; }
EXPORT void mock_total_bytes(long bytes) { total_bytes = bytes; }
/** Threads of a block take turns from the last to the first. */
EXPORT void mock_reverse_threads(int on) { reversed = on; }

static int enter(const char *name) {
  int i = 0;
  while (i < CALLS - 1 && calls[i].name[0] && strcmp(calls[i].name, name)) i++;
  snprintf(calls[i].name, sizeof calls[i].name, "%s", name);
  calls[i].count++;
  if (sticky) return sticky;
  if (failing[0] && !strcmp(failing, name) && --failing_in == 0) {
    failing[0] = 0;
    if (failing_status == 700) sticky = 700;
    return failing_status;
  }
  return 0;
}
#define ENTER                        \
  do {                               \
    int failure = enter(__func__);   \
    if (failure) return failure;     \
  } while (0)

// ---- kernels ----------------------------------------------------------------------------------------------------

enum { MOST_PARAMETERS = 40, MOST_THREADS = 256, STACK = 128 << 10 };
typedef struct {
  unsigned x, y, z;
} Index;
typedef struct {
  Index *thread, *block, *grid;
  void (**barrier)(void);
} Indices;
typedef struct {
  void *code;
  Indices indices;
} Function;

static struct {
  ucontext_t start;
  jmp_buf at;
  int begun, done;
} fibers /* one for each thread of a block, used again by the next */[MOST_THREADS];
static char *stacks;
static jmp_buf scheduler;
static ucontext_t entering;
static int running;
static Function *present;
static uint64_t *present_parameters;

static void call(void *code, uint64_t *p) {
  typedef void (*Kernel)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                         uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                         uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                         uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                         uint64_t, uint64_t, uint64_t, uint64_t);
  ((Kernel)code)(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13], p[14], p[15],
                 p[16], p[17], p[18], p[19], p[20], p[21], p[22], p[23], p[24], p[25], p[26], p[27], p[28], p[29],
                 p[30], p[31], p[32], p[33], p[34], p[35], p[36], p[37], p[38], p[39]);
}

static void barrier(void) {
  if (_setjmp(fibers[running].at) == 0) _longjmp(scheduler, 1);
}
static void thread_main(void) {
  for (;;) {
    call(present->code, present_parameters);
    fibers[running].done = 1;
    barrier();
  }
}

static void run_block(int threads) {
  for (int t = 0; t < threads; t++) fibers[t].done = 0;
  for (volatile int left = 1; left;) {
    left = 0;
    for (volatile int n = 0; n < threads; n++) {
      running = reversed ? threads - 1 - n : n;
      if (fibers[running].done) continue;
      present->indices.thread->x = (unsigned)running;
      if (_setjmp(scheduler) == 0) {
        if (fibers[running].begun) _longjmp(fibers[running].at, 1);
        fibers[running].begun = 1;
        getcontext(&fibers[running].start);
        fibers[running].start.uc_stack.ss_sp = stacks + (size_t)running * STACK;
        fibers[running].start.uc_stack.ss_size = STACK;
        fibers[running].start.uc_link = NULL;
        makecontext(&fibers[running].start, thread_main, 0);
        swapcontext(&entering, &fibers[running].start);
      }
      if (!fibers[running].done) left = 1;
    }
  }
}

static void run_kernel(Function *function, unsigned gx, unsigned gy, unsigned threads, uint64_t *parameters) {
  if (!stacks)
    stacks = mmap(NULL, (size_t)MOST_THREADS * STACK, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  present = function;
  present_parameters = parameters;
  Indices *i = &function->indices;
  i->grid->x = gx;
  i->grid->y = gy;
  *i->barrier = barrier;
  for (unsigned y = 0; y < gy; y++)
    for (unsigned x = 0; x < gx; x++) {
      i->block->x = x;
      i->block->y = y;
      run_block((int)threads);
    }
}

// ---- work on a stream -------------------------------------------------------------------------------------------

typedef struct Work Work;
struct Work {
  void (*run)(Work *);
  Work *next;
  union {
    struct {
      void *to, *from;
      size_t bytes;
      int value;
    } copy;
    struct {
      Function *function;
      unsigned gx, gy, threads;
      uint64_t parameters[MOST_PARAMETERS];
    } launch;
    struct {
      int type, i[9];
      double alpha, beta;
      void *p[4];
      int64_t stride[3];
    } algebra;
  };
};
typedef struct {
  Work *first, *last;
} Queue;
static Queue waiting, captured, *target = &waiting;

static Work *enqueue(void (*run)(Work *)) {
  Work *work = calloc(1, sizeof *work);
  work->run = run;
  if (target->last) target->last->next = work;
  else target->first = work;
  target->last = work;
  return work;
}
static void drain(void) {
  while (waiting.first) {
    Work *work = waiting.first;
    waiting.first = work->next;
    work->run(work);
    free(work);
  }
  waiting.last = NULL;
}

static void do_copy(Work *w) { memmove(w->copy.to, w->copy.from, w->copy.bytes); }
static void do_set(Work *w) { memset(w->copy.to, w->copy.value, w->copy.bytes); }
static void do_launch(Work *w) {
  run_kernel(w->launch.function, w->launch.gx, w->launch.gy, w->launch.threads, w->launch.parameters);
}

// ---- the driver -------------------------------------------------------------------------------------------------

static handle new_handle(void) {
  live++;
  return (handle)(uintptr_t)malloc(16);
}
static int drop(handle h) {
  live--;
  free((void *)(uintptr_t)h);
  return 0;
}

EXPORT int cuGetErrorName(int status, const char **name) {
  *name = status == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : status == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR";
  return 0;
}
EXPORT int cuGetErrorString(int status, const char **text) {
  *text = status == 2 ? "out of memory" : "the mock was told to fail";
  return 0;
}
EXPORT int cuInit(unsigned flags) { ENTER; return (int)flags; }
EXPORT int cuDriverGetVersion(int *version) { ENTER; *version = 13000; return 0; }
EXPORT int cuDeviceGetCount(int *count) { ENTER; *count = 1; return 0; }
EXPORT int cuDeviceGetName(char *name, int length, int device) {
  ENTER;
  snprintf(name, (size_t)length, "Mock %d", device);
  return 0;
}
EXPORT int cuDeviceGetAttribute(int *value, int attribute, int device) {
  ENTER;
  (void)device;
  *value = attribute == 75 ? 9 : attribute == 76 ? 0 : 132;
  return 0;
}
EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int device) { ENTER; (void)device; *bytes = (size_t)total_bytes; return 0; }
EXPORT int cuDevicePrimaryCtxRetain(handle *context, int device) { ENTER; (void)device; live++; *context = 1; return 0; }
EXPORT int cuCtxSetCurrent(handle context) { ENTER; return context == 1 ? 0 : 201; }
EXPORT int cuDevicePrimaryCtxRelease_v2(int device) { ENTER; (void)device; live--; return 0; }
EXPORT int cuStreamCreate(handle *stream, unsigned flags) { ENTER; (void)flags; *stream = new_handle(); return 0; }
EXPORT int cuStreamSynchronize(handle stream) {
  ENTER;
  (void)stream;
  // Not allowed while capturing: CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED.
  if (target != &waiting) return 900;
  drain();
  return 0;
}
EXPORT int cuStreamDestroy_v2(handle stream) { ENTER; drain(); return drop(stream); }
EXPORT int cuEventCreate(handle *event, unsigned flags) { ENTER; (void)flags; *event = new_handle(); return 0; }
EXPORT int cuEventRecord(handle event, handle stream) { ENTER; (void)event; (void)stream; return 0; }
EXPORT int cuEventSynchronize(handle event) { ENTER; (void)event; drain(); return 0; }
EXPORT int cuEventElapsedTime(float *ms, handle a, handle b) { ENTER; (void)a; (void)b; *ms = 1; return 0; }
EXPORT int cuEventDestroy_v2(handle event) { ENTER; return drop(event); }

enum { HEADER = 64 };
static int allocate(handle *address, size_t bytes, int poison) {
  if (target != &waiting) return 900;
  char *memory = malloc(HEADER + bytes + HEADER);
  *(size_t *)memory = bytes;
  memset(memory + HEADER, poison, bytes + HEADER);
  *address = (handle)(uintptr_t)(memory + HEADER);
  live++;
  return 0;
}
static int release(handle address, int poison) {
  drain();
  char *memory = (char *)(uintptr_t)address - HEADER;
  size_t bytes = *(size_t *)memory;
  for (int i = 0; i < HEADER; i++)
    if ((unsigned char)memory[HEADER + bytes + (size_t)i] != (unsigned char)poison) {
      fprintf(stderr, "mock-cuda: a block of %zu bytes was written beyond its end\n", bytes);
      abort();
    }
  live--;
  free(memory);
  return 0;
}
EXPORT int cuMemAlloc_v2(handle *address, size_t bytes) {
  ENTER;
  if (device_bytes + (long)bytes > total_bytes) return 2;
  device_bytes += (long)bytes;
  return allocate(address, bytes, 0xcb);
}
EXPORT int cuMemFree_v2(handle address) {
  ENTER;
  device_bytes -= (long)*(size_t *)((char *)(uintptr_t)address - HEADER);
  return release(address, 0xcb);
}
EXPORT int cuMemAllocHost_v2(handle *address, size_t bytes) { ENTER; return allocate(address, bytes, 0xab); }
EXPORT int cuMemFreeHost(handle address) { ENTER; return release(address, 0xab); }

static int copy(handle to, handle from, size_t bytes) {
  Work *work = enqueue(do_copy);
  work->copy.to = (void *)(uintptr_t)to;
  work->copy.from = (void *)(uintptr_t)from;
  work->copy.bytes = bytes;
  return 0;
}
EXPORT int cuMemcpyHtoDAsync_v2(handle to, handle from, size_t bytes, handle stream) { ENTER; (void)stream; return copy(to, from, bytes); }
EXPORT int cuMemcpyDtoHAsync_v2(handle to, handle from, size_t bytes, handle stream) { ENTER; (void)stream; return copy(to, from, bytes); }
EXPORT int cuMemcpyDtoDAsync_v2(handle to, handle from, size_t bytes, handle stream) { ENTER; (void)stream; return copy(to, from, bytes); }
EXPORT int cuMemsetD8Async(handle to, int value, size_t bytes, handle stream) {
  ENTER;
  (void)stream;
  Work *work = enqueue(do_set);
  work->copy.to = (void *)(uintptr_t)to;
  work->copy.value = value;
  work->copy.bytes = bytes;
  return 0;
}

EXPORT int cuModuleLoadData(handle *module, const char *image) {
  ENTER;
  void *library = dlopen(image, RTLD_NOW | RTLD_LOCAL);
  if (!library) return 200;
  *module = (handle)(uintptr_t)library;
  live++;
  return 0;
}
EXPORT int cuModuleGetFunction(handle *function, handle module, const char *name) {
  ENTER;
  void *library = (void *)(uintptr_t)module;
  Function *f = calloc(1, sizeof *f); /* lives as long as the process, as the driver's do as long as the module */
  f->code = dlsym(library, name);
  if (!f->code) return 500;
  f->indices.thread = dlsym(library, "threadIdx");
  f->indices.block = dlsym(library, "blockIdx");
  f->indices.grid = dlsym(library, "gridDim");
  f->indices.barrier = dlsym(library, "residual_barrier");
  *function = (handle)(uintptr_t)f;
  return 0;
}
EXPORT int cuModuleUnload(handle module) {
  ENTER;
  drain();
  dlclose((void *)(uintptr_t)module);
  live--;
  return 0;
}
EXPORT int cuLaunchKernel(handle function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, handle stream, void **parameters, void **extra) {
  ENTER;
  (void)shared;
  (void)stream;
  if (gx == 0 || gy == 0 || gz != 1 || bx > MOST_THREADS || by != 1 || bz != 1 || parameters) return 1;
  if (extra[0] != (void *)1 || extra[2] != (void *)2 || extra[4]) return 1;
  size_t bytes = *(size_t *)extra[3];
  if (bytes > MOST_PARAMETERS * sizeof(uint64_t)) return 1;
  Work *work = enqueue(do_launch);
  work->launch.function = (Function *)(uintptr_t)function;
  work->launch.gx = gx;
  work->launch.gy = gy;
  work->launch.threads = bx;
  memcpy(work->launch.parameters, extra[1], bytes);
  return 0;
}

EXPORT int cuStreamBeginCapture_v2(handle stream, int mode) {
  ENTER;
  (void)stream;
  (void)mode;
  target = &captured;
  return 0;
}
EXPORT int cuStreamEndCapture(handle stream, handle *graph) {
  ENTER;
  (void)stream;
  target = &waiting;
  Queue *queue = malloc(sizeof *queue);
  *queue = captured;
  captured.first = captured.last = NULL;
  *graph = (handle)(uintptr_t)queue;
  live++;
  return 0;
}
EXPORT int cuGraphInstantiateWithFlags(handle *executable, handle graph, uint64_t flags) {
  ENTER;
  (void)flags;
  Queue *from = (Queue *)(uintptr_t)graph, *to = calloc(1, sizeof *to);
  for (Work *work = from->first; work; work = work->next) {
    Work *again = malloc(sizeof *again);
    *again = *work;
    again->next = NULL;
    if (to->last) to->last->next = again;
    else to->first = again;
    to->last = again;
  }
  *executable = (handle)(uintptr_t)to;
  live++;
  return 0;
}
EXPORT int cuGraphLaunch(handle executable, handle stream) {
  ENTER;
  (void)stream;
  for (Work *work = ((Queue *)(uintptr_t)executable)->first; work; work = work->next) {
    Work *again = enqueue(work->run), *next = again->next;
    *again = *work;
    again->next = next;
  }
  return 0;
}
static int drop_queue(handle h) {
  Queue *queue = (Queue *)(uintptr_t)h;
  while (queue->first) {
    Work *work = queue->first;
    queue->first = work->next;
    free(work);
  }
  free(queue);
  live--;
  return 0;
}
EXPORT int cuGraphExecDestroy(handle executable) { ENTER; return drop_queue(executable); }
EXPORT int cuGraphDestroy(handle graph) { ENTER; return drop_queue(graph); }

// ---- NVRTC: g++ and the shim ------------------------------------------------------------------------------------

typedef struct {
  char *source, *log, path[256];
} Program;
EXPORT const char *nvrtcGetErrorString(int status) { return status == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR"; }
EXPORT int nvrtcVersion(int *major, int *minor) { ENTER; *major = 13; *minor = 0; return 0; }
EXPORT int nvrtcCreateProgram(Program **program, const char *source, const char *name, int headers, void *a, void *b) {
  ENTER;
  (void)name; (void)headers; (void)a; (void)b;
  *program = calloc(1, sizeof **program);
  (*program)->source = strdup(source);
  (*program)->log = strdup("");
  live++;
  return 0;
}
EXPORT int nvrtcDestroyProgram(Program **program) {
  ENTER;
  free((*program)->source);
  free((*program)->log);
  free(*program);
  live--;
  return 0;
}
/** RESIDUAL_MOCK_FOLDER holds host-shim.h and takes what is compiled, once for each source. */
EXPORT int nvrtcCompileProgram(Program *program, int options, const char **values) {
  ENTER;
  (void)options; (void)values;
  const char *folder = getenv("RESIDUAL_MOCK_FOLDER");
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  for (const char *c = program->source; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  snprintf(program->path, sizeof program->path, "%s/%016llx.so", folder, (unsigned long long)hash);
  if (access(program->path, R_OK) == 0) return 0;
  char source[300], command[2400];
  snprintf(source, sizeof source, "%s/%016llx.cpp", folder, (unsigned long long)hash);
  FILE *file = fopen(source, "w");
  fprintf(file, "#include \"host-shim.h\"\n%s", program->source);
  fclose(file);
  snprintf(command, sizeof command,
           "g++ -std=c++17 -pipe -O0 -w -ffp-contract=off -shared -fPIC -I%s -o %s.%d %s >%s.log 2>&1 && mv %s.%d %s",
           folder, program->path, (int)getpid(), source, source, program->path, (int)getpid(), program->path);
  if (system(command) == 0) return 0;
  snprintf(source, sizeof source, "%s/%016llx.cpp.log", folder, (unsigned long long)hash);
  program->log = realloc(program->log, 4096);
  file = fopen(source, "r");
  program->log[fread(program->log, 1, 4095, file)] = 0;
  fclose(file);
  return 6;
}
EXPORT int nvrtcGetCUBINSize(Program *program, size_t *size) { ENTER; *size = strlen(program->path) + 1; return 0; }
EXPORT int nvrtcGetCUBIN(Program *program, char *code) { ENTER; strcpy(code, program->path); return 0; }
EXPORT int nvrtcGetProgramLogSize(Program *program, size_t *size) { ENTER; *size = strlen(program->log) + 1; return 0; }
EXPORT int nvrtcGetProgramLog(Program *program, char *log) { ENTER; strcpy(log, program->log); return 0; }

// ---- cuBLAS and cuSOLVER: plain loops over matrices that lie column by column ------------------------------------

static double at(int type, const void *p, int64_t i) { return type ? ((const double *)p)[i] : ((const float *)p)[i]; }
static void put(int type, void *p, int64_t i, double value) {
  if (type) ((double *)p)[i] = value;
  else ((float *)p)[i] = (float)value;
}
static void *shifted(int type, void *p, int64_t elements) { return (char *)p + elements * (type ? 8 : 4); }

static void do_gemm(Work *w) {
  int type = w->algebra.type, *i = w->algebra.i;
  int ta = i[0], tb = i[1], m = i[2], n = i[3], k = i[4], lda = i[5], ldb = i[6], ldc = i[7];
  for (int64_t s = 0; s < i[8]; s++) {
    void *a = shifted(type, w->algebra.p[0], s * w->algebra.stride[0]);
    void *b = shifted(type, w->algebra.p[1], s * w->algebra.stride[1]);
    void *c = shifted(type, w->algebra.p[2], s * w->algebra.stride[2]);
    for (int64_t col = 0; col < n; col++)
      for (int64_t row = 0; row < m; row++) {
        double sum = 0;
        for (int64_t x = 0; x < k; x++)
          sum += at(type, a, ta ? x + row * lda : row + x * lda) * at(type, b, tb ? col + x * ldb : x + col * ldb);
        double before = w->algebra.beta == 0 ? 0 : w->algebra.beta * at(type, c, row + col * ldc);
        put(type, c, row + col * ldc, w->algebra.alpha * sum + before);
      }
  }
}
static int gemm(int type, int ta, int tb, int m, int n, int k, double alpha, void *a, int lda, int64_t sa, void *b,
                int ldb, int64_t sb, double beta, void *c, int ldc, int64_t sc, int count) {
  if (m < 0 || n < 0 || k < 0 || lda < (ta ? k : m) || ldb < (tb ? n : k) || ldc < m) return 7;
  Work *w = enqueue(do_gemm);
  w->algebra.type = type;
  memcpy(w->algebra.i, (int[]){ta, tb, m, n, k, lda, ldb, ldc, count}, sizeof w->algebra.i);
  memcpy(w->algebra.p, (void *[]){a, b, c, NULL}, sizeof w->algebra.p);
  memcpy(w->algebra.stride, (int64_t[]){sa, sb, sc}, sizeof w->algebra.stride);
  w->algebra.alpha = alpha;
  w->algebra.beta = beta;
  return 0;
}
static void do_gemv(Work *w) {
  int type = w->algebra.type, *i = w->algebra.i;
  int trans = i[0], m = i[1], n = i[2], lda = i[3], incx = i[4], incy = i[5];
  for (int64_t r = 0; r < (trans ? n : m); r++) {
    double sum = 0;
    for (int64_t c = 0; c < (trans ? m : n); c++)
      sum += at(type, w->algebra.p[0], trans ? c + r * lda : r + c * lda) * at(type, w->algebra.p[1], c * incx);
    double before = w->algebra.beta == 0 ? 0 : w->algebra.beta * at(type, w->algebra.p[2], r * incy);
    put(type, w->algebra.p[2], r * incy, w->algebra.alpha * sum + before);
  }
}
static int gemv(int type, int trans, int m, int n, double alpha, void *a, int lda, void *x, int incx, double beta,
                void *y, int incy) {
  if (m < 0 || n < 0 || lda < (m > 1 ? m : 1)) return 7;
  Work *w = enqueue(do_gemv);
  w->algebra.type = type;
  memcpy(w->algebra.i, (int[9]){trans, m, n, lda, incx, incy}, sizeof w->algebra.i);
  memcpy(w->algebra.p, (void *[]){a, x, y, NULL}, sizeof w->algebra.p);
  w->algebra.alpha = alpha;
  w->algebra.beta = beta;
  return 0;
}
/** side, uplo, trans, diag, m, n, lda, ldb: op(A)·X = αB or X·op(A) = αB, X in B's place. */
static void do_trsm(Work *w) {
  int type = w->algebra.type, *i = w->algebra.i;
  int right = i[0], lower = i[1] == 0, trans = i[2], unit = i[3], m = i[4], n = i[5], lda = i[6], ldb = i[7];
  void *a = w->algebra.p[0], *b = w->algebra.p[1];
  int size = right ? n : m, lines = right ? m : n;
  // As rows of the system: the right side is its own transpose.
  int forward = (lower != !!trans) != right;
  for (int64_t line = 0; line < lines; line++)
    for (int step = 0; step < size; step++) {
      int64_t r = forward ? step : size - 1 - step;
      double value = w->algebra.alpha * at(type, b, right ? line + r * ldb : r + line * ldb);
      for (int done = 0; done < step; done++) {
        int64_t c = forward ? done : size - 1 - done;
        int by_row = (!!trans) != right;
        value -= at(type, a, by_row ? c + r * lda : r + c * lda) * at(type, b, right ? line + c * ldb : c + line * ldb);
      }
      put(type, b, right ? line + r * ldb : r + line * ldb, unit ? value : value / at(type, a, r + r * lda));
    }
}
static int trsm(int type, int side, int uplo, int trans, int diag, int m, int n, double alpha, void *a, int lda,
                void *b, int ldb) {
  if (lda < (side ? n : m) || ldb < m) return 7;
  Work *w = enqueue(do_trsm);
  w->algebra.type = type;
  memcpy(w->algebra.i, (int[9]){side, uplo, trans, diag, m, n, lda, ldb}, sizeof w->algebra.i);
  memcpy(w->algebra.p, (void *[]){a, b, NULL, NULL}, sizeof w->algebra.p);
  w->algebra.alpha = alpha;
  return 0;
}

EXPORT int cublasCreate_v2(handle *h) { ENTER; *h = new_handle(); return 0; }
EXPORT int cublasDestroy_v2(handle h) { ENTER; return drop(h); }
EXPORT int cublasSetStream_v2(handle h, handle stream) { ENTER; (void)h; (void)stream; return 0; }
EXPORT int cublasSetMathMode(handle h, int mode) { ENTER; (void)h; return mode == 0 || mode == 2 ? 0 : 7; }
EXPORT int cublasSetWorkspace_v2(handle h, handle p, size_t bytes) { ENTER; (void)h; (void)p; (void)bytes; return 0; }
EXPORT int cublasGetProperty(int type, int *value) { ENTER; *value = type == 0 ? 13 : 0; return 0; }

#define BLAS(S, T, TYPE)                                                                                              \
  EXPORT int cublas##S##gemm_v2(handle h, int ta, int tb, int m, int n, int k, const T *alpha, void *a, int lda,      \
                                void *b, int ldb, const T *beta, void *c, int ldc) {                                  \
    ENTER; (void)h;                                                                                                   \
    return gemm(TYPE, ta, tb, m, n, k, *alpha, a, lda, 0, b, ldb, 0, *beta, c, ldc, 0, 1);                            \
  }                                                                                                                   \
  EXPORT int cublas##S##gemmStridedBatched(handle h, int ta, int tb, int m, int n, int k, const T *alpha, void *a,    \
                                           int lda, long long sa, void *b, int ldb, long long sb, const T *beta,     \
                                           void *c, int ldc, long long sc, int count) {                               \
    ENTER; (void)h;                                                                                                   \
    return gemm(TYPE, ta, tb, m, n, k, *alpha, a, lda, sa, b, ldb, sb, *beta, c, ldc, sc, count);                     \
  }                                                                                                                   \
  EXPORT int cublas##S##gemv_v2(handle h, int trans, int m, int n, const T *alpha, void *a, int lda, void *x,         \
                                int incx, const T *beta, void *y, int incy) {                                         \
    ENTER; (void)h;                                                                                                   \
    return gemv(TYPE, trans, m, n, *alpha, a, lda, x, incx, *beta, y, incy);                                          \
  }                                                                                                                   \
  EXPORT int cublas##S##trsm_v2(handle h, int side, int uplo, int trans, int diag, int m, int n, const T *alpha,      \
                                void *a, int lda, void *b, int ldb) {                                                 \
    ENTER; (void)h;                                                                                                   \
    return trsm(TYPE, side, uplo, trans, diag, m, n, *alpha, a, lda, b, ldb);                                         \
  }
BLAS(S, float, 0)
BLAS(D, double, 1)

/** uplo, n, lda: A = L·Lᵀ or Uᵀ·U in A's place; info is the first minor that is not positive. */
static void do_potrf(Work *w) {
  int type = w->algebra.type, upper = w->algebra.i[0], n = w->algebra.i[1], lda = w->algebra.i[2];
  void *a = w->algebra.p[0];
  *(int *)w->algebra.p[1] = 0;
#define L(i, j) (upper ? (int64_t)(j) + (int64_t)(i) * lda : (int64_t)(i) + (int64_t)(j) * lda)
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++) {
      double sum = at(type, a, L(i, j));
      for (int k = 0; k < j; k++) sum -= at(type, a, L(i, k)) * at(type, a, L(j, k));
      if (i == j && !(sum > 0)) {
        *(int *)w->algebra.p[1] = j + 1;
        return;
      }
      put(type, a, L(i, j), i == j ? sqrt(sum) : sum / at(type, a, L(j, j)));
    }
}
/** n, lda: P·A = L·U in A's place; info is the first zero on U's diagonal. */
static void do_getrf(Work *w) {
  int type = w->algebra.type, n = w->algebra.i[0], lda = w->algebra.i[1], *pivots = w->algebra.p[2];
  void *a = w->algebra.p[0];
  int *info = w->algebra.p[1];
  *info = 0;
#define A(i, j) ((int64_t)(i) + (int64_t)(j) * lda)
  for (int j = 0; j < n; j++) {
    int best = j;
    for (int i = j; i < n; i++)
      if (fabs(at(type, a, A(i, j))) > fabs(at(type, a, A(best, j)))) best = i;
    pivots[j] = best + 1;
    if (at(type, a, A(best, j)) == 0) {
      if (!*info) *info = j + 1;
      continue;
    }
    for (int c = 0; c < n; c++) {
      double t = at(type, a, A(j, c));
      put(type, a, A(j, c), at(type, a, A(best, c)));
      put(type, a, A(best, c), t);
    }
    for (int i = j + 1; i < n; i++) {
      double factor = at(type, a, A(i, j)) / at(type, a, A(j, j));
      put(type, a, A(i, j), factor);
      for (int c = j + 1; c < n; c++) put(type, a, A(i, c), at(type, a, A(i, c)) - factor * at(type, a, A(j, c)));
    }
  }
}
/** trans, n, columns, lda, ldb: op(A)·X = B in B's place, from getrf's factors. */
static void do_getrs(Work *w) {
  int type = w->algebra.type, *x = w->algebra.i, *pivots = w->algebra.p[2];
  int trans = x[0], n = x[1], lda = x[3], ldb = x[4];
  void *a = w->algebra.p[0], *b = w->algebra.p[3];
  *(int *)w->algebra.p[1] = 0;
  for (int64_t c = 0; c < x[2]; c++) {
#define B(i) ((int64_t)(i) + c * ldb)
    if (!trans)
      for (int i = 0; i < n; i++) {
        double t = at(type, b, B(i));
        put(type, b, B(i), at(type, b, B(pivots[i] - 1)));
        put(type, b, B(pivots[i] - 1), t);
      }
    for (int pass = 0; pass < 2; pass++) {
      int lower = pass == (trans ? 1 : 0), forward = pass == 0;
      for (int step = 0; step < n; step++) {
        int i = forward ? step : n - 1 - step;
        double value = at(type, b, B(i));
        for (int done = 0; done < step; done++) {
          int k = forward ? done : n - 1 - done;
          value -= at(type, a, trans ? A(k, i) : A(i, k)) * at(type, b, B(k));
        }
        put(type, b, B(i), lower ? value : value / at(type, a, A(i, i)));
      }
    }
    if (trans)
      for (int i = n - 1; i >= 0; i--) {
        double t = at(type, b, B(i));
        put(type, b, B(i), at(type, b, B(pivots[i] - 1)));
        put(type, b, B(pivots[i] - 1), t);
      }
  }
}
static Work *solver(int type, void (*run)(Work *), int i0, int i1, int i2, int i3, int i4, void *p0, void *p1, void *p2,
                    void *p3) {
  Work *w = enqueue(run);
  w->algebra.type = type;
  memcpy(w->algebra.i, (int[9]){i0, i1, i2, i3, i4}, sizeof w->algebra.i);
  memcpy(w->algebra.p, (void *[]){p0, p1, p2, p3}, sizeof w->algebra.p);
  return w;
}
EXPORT int cusolverDnCreate(handle *h) { ENTER; *h = new_handle(); return 0; }
EXPORT int cusolverDnDestroy(handle h) { ENTER; return drop(h); }
EXPORT int cusolverDnSetStream(handle h, handle stream) { ENTER; (void)h; (void)stream; return 0; }
EXPORT int cusolverGetProperty(int type, int *value) { ENTER; *value = type == 0 ? 12 : 0; return 0; }
#define SOLVER(S, TYPE)                                                                                               \
  EXPORT int cusolverDn##S##potrf_bufferSize(handle h, int uplo, int n, void *a, int lda, int *size) {                \
    ENTER; (void)h; (void)uplo; (void)a; (void)lda; *size = n; return 0;                                              \
  }                                                                                                                   \
  EXPORT int cusolverDn##S##potrf(handle h, int uplo, int n, void *a, int lda, void *work, int size, int *info) {     \
    ENTER; (void)h; (void)work; (void)size;                                                                           \
    solver(TYPE, do_potrf, uplo, n, lda, 0, 0, a, info, NULL, NULL); return 0;                                        \
  }                                                                                                                   \
  EXPORT int cusolverDn##S##getrf_bufferSize(handle h, int m, int n, void *a, int lda, int *size) {                   \
    ENTER; (void)h; (void)m; (void)a; (void)lda; *size = n; return 0;                                                 \
  }                                                                                                                   \
  EXPORT int cusolverDn##S##getrf(handle h, int m, int n, void *a, int lda, void *work, int *pivots, int *info) {     \
    ENTER; (void)h; (void)m; (void)work;                                                                              \
    solver(TYPE, do_getrf, n, lda, 0, 0, 0, a, info, pivots, NULL); return 0;                                         \
  }                                                                                                                   \
  EXPORT int cusolverDn##S##getrs(handle h, int trans, int n, int columns, void *a, int lda, int *pivots, void *b,    \
                                  int ldb, int *info) {                                                               \
    ENTER; (void)h;                                                                                                   \
    solver(TYPE, do_getrs, trans, n, columns, lda, ldb, a, info, pivots, b); return 0;                                \
  }
SOLVER(S, 0)
SOLVER(D, 1)
