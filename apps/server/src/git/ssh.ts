// git over SSH, for those who have registered a key: the same repositories, policy and answers as over HTTP.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { endGroup, spawnGitService } from '@residual/git';
import { findRepositoryOfUser, findUserBySshKey } from '@residual/store';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import type { Intake } from '../intake/intake.ts';
import type { PushGate } from './push-gate.ts';
import { beginPush, gitSettings } from './push-session.ts';
import { UNAVAILABLE } from './transport.ts';

const COMMAND =
  /^(?<service>git-upload-pack|git-receive-pack) '?\/?(?:git\/)?(?<path>[a-z0-9-]+\/[a-z0-9-]+\.git)'?$/;
const LOGIN_MILLISECONDS = 30_000;
const MOST_CONNECTIONS = 500;

/** SHA-256 in base64, as `ssh-keygen -l` shows it without its prefix. */
export const fingerprintOf = (key: Buffer): string =>
  createHash('sha256').update(key).digest('base64').replace(/=+$/, '');

/** Made once: clients remember it. */
async function loadHostKey(home: string): Promise<string> {
  const file = join(home, 'ssh_host_ed25519_key');
  try {
    await writeFile(file, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}

export class SshTransport {
  readonly #intake: Intake;
  readonly #gate: PushGate;
  readonly #server: ssh2.Server;
  readonly #running = new Set<Promise<void>>();
  readonly #clients = new Set<Connection>();
  readonly #end = new AbortController();

  private constructor(intake: Intake, gate: PushGate, hostKey: string) {
    this.#intake = intake;
    this.#gate = gate;
    this.#server = new ssh2.Server({ hostKeys: [hostKey], ident: 'residual' }, (client) =>
      this.#greet(client),
    );
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  static async open(intake: Intake, gate: PushGate, port: number): Promise<SshTransport> {
    const { home, host } = intake.configuration;
    const transport = new SshTransport(intake, gate, await loadHostKey(home));
    await new Promise<void>((resolve, reject) => {
      transport.#server.once('error', reject);
      transport.#server.listen(port, host, () => resolve());
    });
    return transport;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** As for HTTP: waits for the pushes in progress, then ends them. */
  async close(options: { readonly graceMilliseconds: number }): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const timer = setTimeout(() => this.#end.abort(), options.graceMilliseconds);
    await Promise.all(this.#running);
    clearTimeout(timer);
    for (const client of this.#clients) client.end();
    await closed;
  }

  #greet(client: Connection): void {
    let userId: string | null = null;
    this.#clients.add(client);
    const impatient = setTimeout(() => client.end(), LOGIN_MILLISECONDS);
    client.on('error', (error) => this.#intake.log.debug({ err: error }, 'SSH connection failed'));
    client.on('close', () => {
      clearTimeout(impatient);
      this.#clients.delete(client);
    });
    client.on('authentication', (context) => {
      this.#authenticate(context).then(
        (found) => {
          userId = found ?? userId;
          if (found === null) context.reject(['publickey']);
          else context.accept();
        },
        (error: unknown) => {
          this.#intake.log.error({ err: error }, 'SSH key cannot be looked up');
          // Not a rejection: the key may be right.
          client.end();
        },
      );
    });
    client.on('ready', () => clearTimeout(impatient));
    client.on('session', (accept) => {
      if (userId !== null) this.#serve(accept(), userId);
    });
  }

  /** The account; null if the key is unknown or the signature is not its own. */
  async #authenticate(context: AuthContext): Promise<string | null> {
    if (context.method !== 'publickey') return null;
    const userId = await findUserBySshKey(this.#intake.store, fingerprintOf(context.key.data));
    if (userId === null) return null;
    // Without a signature the client only asks whether the key would do.
    if (!context.signature || !context.blob) return userId;
    const key = ssh2.utils.parseKey(context.key.data);
    if (key instanceof Error) return null;
    // Whatever its type says, it returns an Error for a signature that it cannot read.
    const isRight: unknown = key.verify(context.blob, context.signature, context.hashAlgo);
    return isRight === true ? userId : null;
  }

  #serve(session: Session, userId: string): void {
    let protocol: string | undefined;
    session.on('env', (accept, _reject, { key, val }) => {
      if (key === 'GIT_PROTOCOL' && /^[a-z0-9=:]{1,100}$/.test(val)) protocol = val;
      // The types do not know that a client may ask for no answer.
      (accept as (() => void) | undefined)?.();
    });
    session.on('exec', (accept, _reject, { command }) => {
      const channel = accept();
      const served = this.#run(channel, { userId, command, protocol }).catch((error: unknown) => {
        this.#intake.log.error({ err: error }, 'git over SSH failed');
        refuse(channel, UNAVAILABLE);
      });
      this.#running.add(served);
      void served.finally(() => this.#running.delete(served));
    });
    session.on('shell', (accept) =>
      refuse(accept(), 'Only git is served here: git clone, git fetch, git push.'),
    );
  }

  async #run(
    channel: ServerChannel,
    options: { readonly userId: string; readonly command: string; readonly protocol: string | undefined },
  ): Promise<void> {
    const { configuration, store, stopping, log } = this.#intake;
    const parsed = COMMAND.exec(options.command)?.groups;
    const access =
      parsed && (await findRepositoryOfUser(store, { userId: options.userId, path: parsed.path }));
    if (!access) return refuse(channel, 'There is no such repository.');
    if (stopping.aborted) return refuse(channel, 'The server is restarting: try again.');
    const service = parsed.service as 'git-upload-pack' | 'git-receive-pack';
    const receives = service === 'git-receive-pack';
    if (receives && access.isStaff)
      return refuse(channel, "Staff may fetch a student's repository, and only the student pushes to it.");
    const refusal = receives ? this.#gate.admit(access.repositoryId) : null;
    if (refusal !== null) return refuse(channel, refusal);

    using _place = receives ? this.#gate.enter(access.repositoryId) : undefined;
    const push = receives ? beginPush(this.#intake, access) : null;
    const git = spawnGitService({
      service,
      repository: join(configuration.gitRoot, access.path),
      settings: gitSettings(configuration),
      protocol: options.protocol,
      onHook: push?.onHook,
    });
    const end = (): void => endGroup(git);
    const over = AbortSignal.any([this.#end.signal, AbortSignal.timeout(configuration.pushMilliseconds)]);
    over.addEventListener('abort', end, { once: true });
    channel.pipe(git.stdin);
    git.stdin.on('error', () => channel.resume());
    git.stdout.pipe(channel, { end: false });
    git.stderr.pipe(channel.stderr, { end: false });
    channel.on('error', () => undefined);
    channel.on('close', () => {
      // As over HTTP: what was pushed is still to be finished, a fetch that nobody reads is not.
      git.stdout.unpipe(channel).resume();
      git.stderr.unpipe(channel.stderr).resume();
      git.stdin.destroy();
      if (!receives) end();
    });
    const exitCode = await new Promise<number>((resolve, reject) => {
      git.on('error', reject);
      git.on('close', (code) => resolve(code ?? 1));
    });
    over.removeEventListener('abort', end);
    if (exitCode !== 0)
      log.info({ pushId: push?.id, repository: access.path, service, exitCode }, 'git ended');
    channel.exit(exitCode);
    channel.end();
  }
}

function refuse(channel: ServerChannel, message: string): void {
  channel.stderr.write(`${message}\n`);
  channel.exit(1);
  channel.end();
}
