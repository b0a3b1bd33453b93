// What a student may push to do harm: each is refused with its rule, or taken and harmless; the one after it is graded.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTip } from '@residual/git';
import { openGradingWorker, type GradingWorker } from '@residual/queue';
import { createSandbox, type Sandbox } from '@residual/sandbox';
import { pino } from 'pino';
import { startEvaluator, type EvaluatorClient } from '../../worker/src/evaluator-client.ts';
import { gradeAttempt } from '../../worker/src/grade-attempt.ts';
import { useDatabase } from '../support/database.ts';
import { Clone, lastLines, LINEAR, startPushCourse, type PushCourse } from '../support/push-course.ts';
import { FOLDER, LooseObjects, type Entry } from './hostile-trees/loose-objects.ts';
import { TREES, type HostileTree } from './hostile-trees/trees.ts';

const SOLUTIONS = join(import.meta.dirname, '../../assignments/linear-regression/solution');

let course: PushCourse;
let worker: GradingWorker;
let sandbox: Sandbox;
let evaluator: EvaluatorClient;
let clone: Clone;
let standing: readonly Entry[];
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await worker.close();
  await Promise.all([course.close(), sandbox.close(), evaluator.close()]);
});
const database = useDatabase();
beforeAll(async () => {
  course = await startPushCourse(database, { PUSHES_IN_FIVE_MINUTES: '1000' });
  sandbox = await createSandbox();
  evaluator = startEvaluator({ timeoutMs: 60_000 });
  const { store } = database;
  const log = pino({ level: 'silent' });
  worker = await openGradingWorker(
    { databaseUrl: database.url },
    (job, context) => gradeAttempt({ store, sandbox, evaluator, log, name: 'worker' }, job, context),
    { concurrency: 1, name: 'worker' },
  );
  clone = await Clone.make(course, course.ada);
  standing = (await clone.git('ls-tree', 'HEAD')).split('\n').map((line) => {
    const [mode, , hash, name] = line.split(/[ \t]/);
    return { mode: mode === '040000' ? FOLDER : mode, hash, name };
  });
}, 120_000);

const countPushes = () => database.store.db.push.count({ where: { repositoryId: course.ada.repositoryId } });
const tip = async (): Promise<string> => (await readTip(course.ada.repository, 'main'))!;

async function push({ entries, asGiven }: HostileTree) {
  const objects = new LooseObjects(clone.path);
  const added = await entries(objects);
  const all = [...standing, ...added];
  const tree = await (asGiven ? objects.treeAsGiven(all) : objects.tree(all));
  const commit = await objects.commit(tree, { parent: await tip() });
  return { commit, ...(await clone.push('origin', `${commit}:refs/heads/main`)) };
}

describe('a tree that is to do harm is refused, and the push says by which rule:', () => {
  test.each(TREES.filter(({ rule }) => rule !== null).map((tree) => [tree.name, tree] as const))(
    '%s',
    async (_, tree) => {
      const [pushes, before] = [await countPushes(), await tip()];
      const { exitCode, text } = await push(tree);
      expect(text.replaceAll(/\s+/g, ' ')).toMatch(tree.rule!);
      expect(exitCode).toBe(1);
      // Nothing that the sender chose reaches a terminal as it is.
      expect(text.replaceAll(/\u001b\[K/g, '')).not.toMatch(/[\u001b\u009b\u202e]/);
      expect(await countPushes()).toBe(pushes);
      expect(await tip()).toBe(before);
    },
  );
});

describe('what comes in is harmless:', () => {
  test.each(TREES.filter(({ rule }) => rule === null).map((tree) => [tree.name, tree] as const))(
    '%s',
    async (_, tree) => {
      const { exitCode, commit } = await push(tree);
      expect(exitCode).toBe(0);
      expect(await tip()).toBe(commit);
    },
  );
});

/** A push as bytes, for what no git would send. */
async function send(newCommit: string, pack: Uint8Array): Promise<string> {
  const command = `${await tip()} ${newCommit} refs/heads/main\0 report-status\n`;
  const line = `${(command.length + 4).toString(16).padStart(4, '0')}${command}0000`;
  const response = await fetch(`${course.url()}/git/deep-learning/ada.git/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`ada:${course.ada.token}`).toString('base64')}`,
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: Buffer.concat([Buffer.from(line), pack]),
  });
  return response.text();
}

const header = (version: number, objects: number): Buffer => {
  const bytes = Buffer.from('PACK00000000');
  bytes.writeUInt32BE(version, 4);
  bytes.writeUInt32BE(objects, 8);
  return bytes;
};
const NOWHERE = 'd'.repeat(40);

describe('a pack that no git would send moves nothing:', () => {
  test.each<[string, Uint8Array]>([
    ['one that announces four billion objects', header(2, 0xffff_ffff)],
    ['one of a version that there is not', header(9, 1)],
    ['none', new Uint8Array()],
    // type 7 (a change to another object) of 20 bytes, to an object that is nowhere
    [
      'changes to what is nowhere',
      Buffer.concat([header(2, 1), Buffer.from([0xf0 | 4, 1]), Buffer.alloc(20, 0xdd)]),
    ],
    // a size of 2^60
    [
      'an object larger than the world',
      Buffer.concat([header(2, 1), Buffer.alloc(9, 0xbf), Buffer.from([0x7f])]),
    ],
    ['noise', Buffer.alloc(5_000, 0xa5)],
  ])('%s', async (_, pack) => {
    const [pushes, before] = [await countPushes(), await tip()];
    expect(await send(NOWHERE, pack)).not.toMatch(/^....ok refs/m);
    expect(await countPushes()).toBe(pushes);
    expect(await tip()).toBe(before);
  });
});

test('an honest push afterwards gets full marks', async () => {
  const honest = await Clone.make(course, course.ada);
  const files: Record<string, Uint8Array> = {};
  for (const task of LINEAR)
    files[`linear-regression/${task}.ts`] = await readFile(join(SOLUTIONS, `${task}.ts`));
  await honest.commit(files);
  expect(lastLines(await honest.push())).toEqual(
    LINEAR.map((task) => `linear-regression/${task}: correct 10/10`),
  );
}, 60_000);
