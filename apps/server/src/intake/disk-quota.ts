// The rules about room: what one repository may have, and what the disk must have left.
import { statfs } from 'node:fs/promises';
import { measureRepository } from '@residual/git';
import type { PushLimits } from '../configuration.ts';
import type { Refusal } from './policy.ts';

export async function refuseDisk(repository: string, limits: PushLimits): Promise<Refusal[]> {
  const [bytes, disk] = await Promise.all([measureRepository(repository), statfs(repository)]);
  const refusals: Refusal[] = [];
  if (bytes > limits.repositoryBytes)
    refusals.push({
      rule: 'repository size',
      message: `the repository has ${Math.round(bytes / 1e6)} MB with its history; ${limits.repositoryBytes / 1e6} MB are allowed`,
      remedy: 'ask the course staff: only they can make room; what was graded stays',
    });
  if (disk.bavail * disk.bsize < limits.freeBytes)
    refusals.push({
      rule: 'free disk',
      message: "the grading server's disk is full; the fault is not yours",
      remedy: 'push again later, and tell the course staff; your commits are as they were',
    });
  return refusals;
}
