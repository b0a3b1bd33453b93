// Students who push again and again, lose patience, and keep a note of what they were told.
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { git, type SimulatedStudent } from '../load/class.ts';
import type { Dice } from './random.ts';
import { PROGRAM_KINDS, programOf, type ProgramKind, SLUG, TASK } from './tiny-assignment.ts';

export interface PushNote {
  readonly repositoryId: string;
  readonly commit: string;
  readonly kind: ProgramKind;
  /** git told the student that the push was taken. */
  readonly accepted: boolean;
  /** What a student saw whose push was not. */
  readonly reason: string;
}

const IDENTITY = ['-c', 'user.name=Student', '-c', 'user.email=student@example.org'];
const PUSH_PATIENCE_MS = 60_000;

export async function pushUntil(
  student: SimulatedStudent,
  { until, dice }: { readonly until: number; readonly dice: Dice },
): Promise<PushNote[]> {
  const notes: PushNote[] = [];
  // A server may be killed in the middle of it: the student tries again.
  while ((await git('/', ['clone', '--quiet', student.cloneUrl, student.folder])).exitCode !== 0) {
    if (Date.now() > until) return notes;
    await rm(student.folder, { recursive: true, force: true });
    await sleep(500);
  }
  while (Date.now() < until) {
    const kind = dice.pick(PROGRAM_KINDS);
    const program = programOf(kind, `${student.repositoryId} ${notes.length}`);
    await writeFile(join(student.folder, SLUG, `${TASK}.ts`), program);
    await git(student.folder, [...IDENTITY, 'commit', '--quiet', '-am', kind]);
    const commit = (await git(student.folder, ['rev-parse', 'HEAD'])).text.trim();
    const patience = dice.next() < 0.2 ? dice.between(20, 600) : PUSH_PATIENCE_MS;
    const outcome = await push(student.folder, patience);
    notes.push({ repositoryId: student.repositoryId, commit, kind, ...outcome });
    await sleep(dice.between(0, 400));
  }
  return notes;
}

/** Ctrl-C when patience ends. */
function push(folder: string, patience: number): Promise<Pick<PushNote, 'accepted' | 'reason'>> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['push', '--quiet', 'origin', 'main'], {
      cwd: folder,
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    let interrupted = false;
    const timer = setTimeout(() => {
      interrupted = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    }, patience);
    // Its output may still come when it has ended.
    child.on('exit', () => clearTimeout(timer));
    child.on('error', reject);
    child.on('close', (code) => {
      const complaint = /(?:error|fatal): .*/.exec(text)?.[0] ?? text.trim().split('\n', 1)[0];
      resolve({ accepted: code === 0, reason: code === 0 ? '' : interrupted ? 'Ctrl-C' : complaint });
    });
  });
}
