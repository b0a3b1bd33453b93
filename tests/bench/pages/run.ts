// What each page costs with a large course in the database: node tests/bench/pages/run.ts
// Without --database it makes one of its own, which takes minutes; with it, a database that an earlier run has filled.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { applyMigrations, openStore, startEmbeddedPostgres, type Store } from '@residual/store';
import { Client } from 'pg';
import { startWebsite, Visitor } from '../../support/website.ts';
import { seedCourse } from './seed.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    students: { type: 'string', default: '5000' },
    assignments: { type: 'string', default: '12' },
    submissions: { type: 'string', default: '10' },
    repeat: { type: 'string', default: '40' },
    only: { type: 'string' },
  },
});
const PASSWORD = 'correct horse battery staple';
const SLUG = 'large';

/** Every statement that goes to the database from this process. */
let statements = 0;
const send = Reflect.get(Client.prototype, 'query') as (...all: unknown[]) => unknown;
Reflect.set(Client.prototype, 'query', function (this: Client, ...all: unknown[]): unknown {
  statements += 1;
  return Reflect.apply(send, this, all);
});

const database = values.database ? null : await makeDatabase();
const url = values.database ?? database!.url;
const store = openStore(url);
const site = await startWebsite(store, url);
try {
  await measure(store);
} finally {
  await site.close();
  await store.close();
  await database?.drop();
}

async function makeDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'residual-pages-'));
  const postgres = await startEmbeddedPostgres({ folder });
  const own = postgres.url('postgres');
  await applyMigrations(own);
  console.log(`seeding ${values.students} × ${values.assignments} × ${values.submissions} …`);
  await seedCourse(own, {
    slug: SLUG,
    title: 'A large course',
    students: Number(values.students),
    assignments: Number(values.assignments),
    submissions: Number(values.submissions),
    password: PASSWORD,
  });
  return {
    url: own,
    async drop() {
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function measure({ db }: Store): Promise<void> {
  const course = await db.course.findUniqueOrThrow({ where: { slug: SLUG } });
  const students = await db.enrollment.findMany({
    where: { courseId: course.id, role: 'student' },
    include: { user: true },
    take: 2_000,
  });
  const [first] = students;
  const submissions = await db.submission.findMany({
    where: { enrollmentId: { in: students.slice(0, 100).map(({ id }) => id) } },
    orderBy: { receivedAt: 'desc' },
    take: 500,
    select: { id: true },
  });
  const any = <T>(list: readonly T[], i: number): T => list[(i * 37) % list.length];
  const of = (path: string) => `/courses/${SLUG}${path}`;
  const pages: Readonly<Record<string, (i: number) => string>> = {
    overview: () => of(''),
    'gradebook, first page': () => of('/gradebook'),
    'gradebook, any page': (i) => of(`/gradebook?page=${1 + ((i * 7) % 100)}`),
    'gradebook, by points': (i) => of(`/gradebook?sort=-total&page=${1 + (i % 20)}`),
    'gradebook, late in one': () => of('/gradebook?show=late&in=linear-regression'),
    'gradebook, at risk': () => of('/gradebook?show=at-risk'),
    'gradebook, a name': (i) => of(`/gradebook?q=${any(['ada', 'gauß', 's0012', 'müller'], i)}`),
    'one student': (i) => of(`/students/${any(students, i).id}`),
    'one student, managed': (i) => of(`/students/${any(students, i).id}?assignment=linear-regression`),
    'an attempt': (i) => `/submissions/${any(submissions, i).id}`,
    assignments: () => of('/assignments'),
    'one assignment': () => of('/assignments/linear-regression'),
    regrades: () => of('/regrades'),
    queue: () => of('/queue'),
    roster: (i) => of(`/roster?page=${1 + (i % 100)}`),
    'roster, a name': () => of('/roster?q=lovelace'),
    audit: (i) => of(`/audit?page=${1 + (i % 5)}`),
    'a student’s own page': () => of(''),
  };
  const instructor = await new Visitor(site.url).logIn(`instructor@${SLUG}.example`, PASSWORD);
  const student = await new Visitor(site.url).logIn(first.user.email, PASSWORD);
  // All connections of the pool are open before the first page is measured.
  await Promise.all(Array.from({ length: 10 }, () => instructor.get(of('/gradebook'))));
  // Where other work shares the processors, a page's own processor time says more than the clock.
  const backends = await db.$queryRaw<{ pid: number }[]>`
    SELECT "pid" FROM pg_stat_activity WHERE "datname" = current_database()`;
  const spent = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + backends.reduce((sum, { pid }) => sum + processorTime(pid), 0);
  };
  console.log('page                        p50 ms   p95 ms   cpu ms  kB gzip  queries');
  for (const [name, path] of Object.entries(pages)) {
    if (values.only && !name.includes(values.only)) continue;
    const visitor = name.startsWith('a student’s own') ? student : instructor;
    const times: number[] = [];
    let bytes = 0;
    let queries = 0;
    let cpu = 0;
    for (let i = -5; i < Number(values.repeat); i += 1) {
      const before = statements;
      const start = performance.now();
      const response = await visitor.get(path(Math.abs(i)));
      const body = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200) throw new Error(`${path(i)} answered ${response.status}`);
      if (i < 0) {
        // Connections, plans and the compiler warm up.
        cpu = spent();
        continue;
      }
      times.push(performance.now() - start);
      bytes = Math.max(bytes, gzipSync(body).length);
      queries = Math.max(queries, statements - before);
    }
    const each = (spent() - cpu) / times.length;
    times.sort((a, b) => a - b);
    const at = (share: number): string => times[Math.ceil(share * times.length) - 1].toFixed(0);
    console.log(
      `${name.padEnd(26)} ${at(0.5).padStart(7)}  ${at(0.95).padStart(7)}  ${each.toFixed(0).padStart(7)}  ${(bytes / 1000).toFixed(1).padStart(7)}  ${String(queries).padStart(7)}`,
    );
  }
}

const TICKS_PER_SECOND = 100;

/** Milliseconds that a process has had, its own and the system's for it; 0 where /proc does not tell. */
function processorTime(pid: number): number {
  try {
    // The name, in brackets, may have spaces in it.
    const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
