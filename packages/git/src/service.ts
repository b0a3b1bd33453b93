// git's own end of a connection that is not HTTP.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './git.ts';
import { openHookChannels, type SmartHttpOptions } from './smart-http.ts';

export interface GitServiceOptions extends Pick<SmartHttpOptions, 'repository' | 'settings' | 'onHook'> {
  readonly service: 'git-upload-pack' | 'git-receive-pack';
  /** GIT_PROTOCOL, as the client asked for it. */
  readonly protocol?: string | undefined;
}

/** Starts the service; the client's bytes go into its input, its output to the client. In a process group of its own. */
export function spawnGitService(options: GitServiceOptions): ChildProcessWithoutNullStreams {
  const child = spawn('git', [options.service.slice('git-'.length), options.repository], {
    env: gitEnvironment(options.settings, options.protocol ? { GIT_PROTOCOL: options.protocol } : {}),
    stdio: ['pipe', 'pipe', 'pipe', ...(options.onHook ? (['pipe', 'pipe'] as const) : [])],
    detached: true,
  }) as ChildProcessWithoutNullStreams;
  openHookChannels(child, options.onHook);
  return child;
}
