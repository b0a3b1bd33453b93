// node tests/faults/run.ts --seconds 60: students push without end while processes are killed, frozen, starved of
// disk and lied to, in an order that the seed tells; then everything is left in peace, and what must hold is checked.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore } from '@residual/store';
import { makeClass } from '../load/class.ts';
import { redisIsInstalled } from '../support/redis.ts';
import { FAULTS } from './faults.ts';
import { inspect, settle } from './invariants.ts';
import { Dice } from './random.ts';
import { pushUntil } from './students.ts';
import { FaultySystem } from './system.ts';
import { writeTinyAssignment } from './tiny-assignment.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    students: { type: 'string', default: '8' },
    engine: { type: 'string' },
    /** Mean time between two faults. */
    every: { type: 'string', default: '1.5' },
    only: { type: 'string', multiple: true },
    quiet: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed);
const dice = new Dice(seed);
const engine =
  options.engine === 'PostgreSQL' || !redisIsInstalled || (!options.engine && seed % 2 === 1)
    ? 'PostgreSQL'
    : 'Redis';
const SETTLE_MS = 120_000;
/** How long a git that was cut off from its server may take to end. */
const ENDING_MS = 10_000;

const from = Date.now();
const say = (text: string): void =>
  console.log(`${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s  ${text}`);
say(`seed ${seed}, queue on ${engine}${redisIsInstalled ? '' : ' (no redis-server on this machine)'}`);

// Short, since PostgreSQL's socket lies in it.
const folder = await mkdtemp(join(tmpdir(), 'rf-'));
const system = await FaultySystem.start({ folder, engine, log: say });
const store = openStore(system.databaseUrl);
if (!system.hasSmallDisk || !system.hasSmallDatabaseDisk)
  say('no small disks can be mounted here: the faults "full disk" are skipped');
const counts = new Map<string, number>();
const faultTimes: number[] = [];
let violations: readonly string[] = ['nothing was checked'];
try {
  const students = await makeClass(store, {
    size: Number(options.students),
    url: `http://127.0.0.1:${system.port}`,
    gitRoot: system.gitRoot,
    // In the middle: some pushes are late, and extensions matter.
    assignments: await writeTinyAssignment(
      join(folder, 'assignments'),
      new Date(Date.now() + 500 * Number(options.seconds)),
    ),
    folder: join(folder, 'clones'),
  });
  await system.startProcesses();
  await system.untilWhole();
  const until = Date.now() + 1000 * Number(options.seconds);
  const pushing = Promise.all(
    students.map((student, i) => pushUntil(student, { until, dice: new Dice(seed + i + 1) })),
  );
  await disturb(until);
  const notes = (await pushing).flat();
  say('left in peace');
  await system.untilWhole();
  const open = await settle(store, SETTLE_MS);
  if (open > 0) say(`${open} pushes or attempts are open after ${SETTLE_MS / 1000} s of peace`);
  const findings = await inspect(store, { gitRoot: system.gitRoot, notes, faultTimes });
  ({ violations } = findings);
  for (const [reason, count] of countBy(notes.map((note) => note.reason).filter(Boolean)))
    say(`  ${String(count).padStart(4)} × ${reason}`);
  say(`faults: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  say(
    `pushes ${notes.length}, accepted ${notes.filter(({ accepted }) => accepted).length}; submissions ${findings.submissions}, faulted ${findings.faulted}: ${JSON.stringify(findings.states)}`,
  );
} finally {
  await store.close();
  await system.stop();
}
const left = await leftOver(folder);
if (left.length > 0) violations = [...violations, `processes are left over: ${left.join(', ')}`];
for (const violation of violations) say(`VIOLATION ${violation}`);
say(violations.length === 0 ? 'everything holds' : `${violations.length} violations; logs in ${folder}`);
if (violations.length === 0) await rm(folder, { recursive: true, force: true });
process.exitCode = violations.length === 0 ? 0 : 1;

async function disturb(until: number): Promise<void> {
  const names = options.only ?? Object.keys(FAULTS);
  while (Date.now() < until) {
    await sleep(2_000 * Number(options.every) * dice.next());
    const name = dice.pick(names);
    const at = Date.now();
    // A fault that meets the trouble of the one before it is none.
    const did = await FAULTS[name]({ system, store, dice }).catch(
      (error: unknown) => `failed: ${String(error)}`,
    );
    if (did === null) continue;
    faultTimes.push(at);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (!options.quiet) say(`${name}: ${did.split('\n', 1)[0]}`);
  }
}

function countBy(texts: readonly string[]): [string, number][] {
  const grouped = Map.groupBy(texts, (text) => text.replace(/[0-9a-f]{8,}/g, '…'));
  return [...grouped].map(([text, group]): [string, number] => [text, group.length]);
}

/** Processes that work in a folder below ours: sandboxes that outlived their worker, gits that outlived their server. */
async function leftOver(place: string): Promise<string[]> {
  for (const until = Date.now() + ENDING_MS; ;) {
    const found = await processesIn(place);
    if (found.length === 0 || Date.now() > until) return found;
    await sleep(500);
  }
}

async function processesIn(place: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map(async (pid) => {
      // `git http-backend` has its folder in the environment alone.
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      if (!command.includes(place) && !environment.includes(place)) return null;
      return `${pid} ${command.slice(0, 80).replaceAll('\0', ' ')}`;
    }),
  );
  return commands.filter((command) => command !== null);
}
