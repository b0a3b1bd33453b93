// A seccomp filter: the few system calls that Node and V8 need once they run, and no other. What is not on the list
// does not exist (ENOSYS), so that a library that tries something newer falls back to something older.
// Form of a filter: Linux, Documentation/userspace-api/seccomp_filter.rst.

interface Architecture {
  /** AUDIT_ARCH_…, which tells a filter whose numbers it sees. */
  readonly audit: number;
  readonly numbers: readonly number[];
  readonly clone: number;
}

/** Numbers in the order of the table: x86-64, and those that all newer architectures share. */
const ALLOWED: Readonly<Record<string, readonly [x64: number | null, generic: number | null]>> = {
  // the channel and our own files
  read: [0, 63],
  write: [1, 64],
  readv: [19, 65],
  writev: [20, 66],
  pread64: [17, 67],
  open: [2, null],
  openat: [257, 56],
  close: [3, 57],
  stat: [4, null],
  lstat: [6, null],
  fstat: [5, 80],
  newfstatat: [262, 79],
  statx: [332, 291],
  lseek: [8, 62],
  access: [21, null],
  faccessat: [269, 48],
  faccessat2: [439, 439],
  readlink: [89, null],
  readlinkat: [267, 78],
  getcwd: [79, 17],
  fcntl: [72, 25],
  getdents64: [217, 61],
  ioctl: [16, 29],
  dup: [32, 23],
  dup2: [33, null],
  dup3: [292, 24],
  pipe: [22, null],
  pipe2: [293, 59],
  eventfd2: [290, 19],
  poll: [7, null],
  ppoll: [271, 73],
  epoll_create1: [291, 20],
  epoll_ctl: [233, 21],
  epoll_wait: [232, null],
  epoll_pwait: [281, 22],
  getsockopt: [55, 209],
  getsockname: [51, 204],
  // memory
  mmap: [9, 222],
  mprotect: [10, 226],
  munmap: [11, 215],
  mremap: [25, 216],
  madvise: [28, 233],
  brk: [12, 214],
  pkey_mprotect: [329, 288],
  pkey_alloc: [330, 289],
  pkey_free: [331, 290],
  membarrier: [324, 283],
  // threads and time
  futex: [202, 98],
  set_robust_list: [273, 99],
  rseq: [334, 293],
  set_tid_address: [218, 96],
  gettid: [186, 178],
  sched_yield: [24, 124],
  sched_getaffinity: [204, 123],
  sched_getparam: [143, 121],
  sched_getscheduler: [145, 120],
  getpriority: [140, 141],
  nanosleep: [35, 101],
  clock_nanosleep: [230, 115],
  clock_gettime: [228, 113],
  clock_getres: [229, 114],
  gettimeofday: [96, 169],
  time: [201, null],
  restart_syscall: [219, 128],
  // signals, to itself: there is nobody else
  rt_sigaction: [13, 134],
  rt_sigprocmask: [14, 135],
  rt_sigreturn: [15, 139],
  sigaltstack: [131, 132],
  kill: [62, 129],
  tgkill: [234, 131],
  // what it is
  getpid: [39, 172],
  getppid: [110, 173],
  getuid: [102, 174],
  geteuid: [107, 175],
  getgid: [104, 176],
  getegid: [108, 177],
  capget: [125, 90],
  uname: [63, 160],
  sysinfo: [99, 179],
  getrusage: [98, 165],
  getrlimit: [97, 163],
  prlimit64: [302, 261],
  prctl: [157, 167],
  arch_prctl: [158, null],
  getrandom: [318, 278],
  // Becoming Node; later there is nothing else to become.
  execve: [59, 221],
  // bubblewrap's own first process, which waits for Node
  wait4: [61, 260],
  exit: [60, 93],
  exit_group: [231, 94],
};

const numbersOf = (column: 0 | 1): number[] =>
  Object.values(ALLOWED).flatMap((numbers) => numbers[column] ?? []);

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: { audit: 0xc000_003e, numbers: numbersOf(0), clone: 56 },
  arm64: { audit: 0xc000_00b7, numbers: numbersOf(1), clone: 220 },
};

const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;
/** Offsets in struct seccomp_data. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;
const KILL_PROCESS = 0x8000_0000;
const ALLOW = 0x7fff_0000;
const ERRNO = 0x0005_0000;
const [EPERM, ENOSYS] = [1, 38];
/** A flag of clone: a thread of this process, not another process. */
const CLONE_THREAD = 0x0001_0000;

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

/** The filter as the kernel takes it; null for an architecture whose numbers are not known here. */
export function systemCallFilter(architecture: string): Uint8Array | null {
  const known = ARCHITECTURES[architecture];
  if (known === undefined) return null;
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, known.audit],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD_WORD, 0, 0, NUMBER],
    ...known.numbers.flatMap((number): Instruction[] => [
      [JUMP_IF_EQUAL, 0, 1, number],
      [RETURN, 0, 0, ALLOW],
    ]),
    // clone3 keeps its flags where no filter can see them: without it the C library takes clone.
    [JUMP_IF_EQUAL, 1, 0, known.clone],
    [RETURN, 0, 0, ERRNO | ENOSYS],
    [LOAD_WORD, 0, 0, FIRST_ARGUMENT],
    [JUMP_IF_SET, 0, 1, CLONE_THREAD],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, ERRNO | EPERM],
  ];
  const bytes = new DataView(new ArrayBuffer(8 * program.length));
  program.forEach(([code, jumpTrue, jumpFalse, operand], i) => {
    bytes.setUint16(8 * i, code, true);
    bytes.setUint8(8 * i + 2, jumpTrue);
    bytes.setUint8(8 * i + 3, jumpFalse);
    bytes.setUint32(8 * i + 4, operand, true);
  });
  return new Uint8Array(bytes.buffer);
}
