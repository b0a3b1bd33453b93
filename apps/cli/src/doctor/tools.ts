import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { firstLine, type Finding } from './finding.ts';

const run = promisify(execFile);

export function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = `${process.version} (${process.execPath})`;
  return major >= 24
    ? { state: 'ok', name: 'Node', detail }
    : { state: 'failed', name: 'Node', detail: `${detail}: 24 is needed; run npm install` };
}

export async function checkGit(): Promise<Finding> {
  try {
    const { stdout } = await run('git', ['--version']);
    await run('git', ['http-backend']).catch((error: { stdout?: string; stderr?: string }) => {
      // Without a request it complains about a missing variable; a missing command is another complaint.
      if (/not a git command/.test(error.stderr ?? '')) throw new Error('git http-backend is missing');
    });
    return { state: 'ok', name: 'git', detail: stdout.trim().replace('git version ', '') };
  } catch (error) {
    return {
      state: 'failed',
      name: 'git',
      detail: `${firstLine(error)}; install git (Debian: apt install git)`,
    };
  }
}
