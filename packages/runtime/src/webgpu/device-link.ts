// Our end of the line to the device's process. Commands are only sent; reading waits, without an event loop.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendFailure } from '../run-error.ts';
import { frameOf, readFrame, type Command, type DeviceFacts, type ReadAnswer } from './commands.ts';

const SCRIPT = join(import.meta.dirname, 'device-process.ts');
const START_MS = 30_000;
const FAREWELL_MS = 200;

export class DeviceLink {
  readonly facts: DeviceFacts;
  readonly #child: ChildProcess;
  readonly #commands: number;
  readonly #answers: number;
  #pending: Command[] = [];
  #bytes: Uint8Array[] = [];
  #length = 0;
  #next = 1;
  #closed = false;
  readonly #shaders = new Map<string, number>();

  private constructor(child: ChildProcess, commands: number, answers: number, facts: DeviceFacts) {
    this.#child = child;
    this.#commands = commands;
    this.#answers = answers;
    this.facts = facts;
  }

  /** @throws BackendFailure if no device can be had */
  static async open(environment: NodeJS.ProcessEnv): Promise<DeviceLink> {
    if (process.platform === 'win32')
      throw new BackendFailure('webgpu', 'needs named pipes, which Windows lacks');
    const folder = mkdtempSync(join(tmpdir(), 'residual-webgpu-'));
    const [commandsPath, answersPath] = ['commands', 'answers'].map((name) => join(folder, name));
    let child: ChildProcess | undefined;
    const opened: number[] = [];
    try {
      execFileSync('mkfifo', ['-m', '600', commandsPath, answersPath]);
      child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', SCRIPT, commandsPath, answersPath],
        { stdio: ['ignore', 'ignore', 'pipe'], env: environment },
      );
      const facts = await firstAnswer(child, answersPath);
      if ('failure' in facts) throw new BackendFailure('webgpu', String(facts.failure));
      // The process has its ends open by now, or opens the last one at once: neither of these waits for long.
      opened.push(openSync(commandsPath, 'w'), facts.answers);
      child.stderr?.destroy();
      child.unref();
      return new DeviceLink(child, opened[0], facts.answers, facts.facts);
    } catch (cause) {
      child?.kill('SIGKILL');
      for (const descriptor of opened) closeSync(descriptor);
      if (cause instanceof BackendFailure) throw cause;
      throw new BackendFailure('webgpu', cause instanceof Error ? cause.message : String(cause), { cause });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A buffer of at least so many bytes, of zeros. */
  create(bytes: number): number {
    const buffer = this.#next++;
    const size = Math.max(4, bytes);
    if (size > this.facts.mostBuffer)
      throw new BackendFailure(
        'webgpu',
        `a value of ${size} bytes is larger than ${this.facts.adapter} takes`,
      );
    this.send({ type: 'create', buffer, bytes: size });
    return buffer;
  }

  write(buffer: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.send({ type: 'write', buffer, at: this.#length, bytes: bytes.length });
    this.#bytes.push(bytes);
    this.#length += bytes.length;
  }

  /** Compiled once for each text. */
  shader(code: string, writes: readonly boolean[]): number {
    let shader = this.#shaders.get(code);
    if (shader === undefined) {
      shader = this.#next++;
      this.#shaders.set(code, shader);
      this.send({ type: 'compile', shader, code, writes });
    }
    return shader;
  }

  /** Said with the next flush. */
  send(command: Command): void {
    this.#pending.push(command);
  }

  flush(): void {
    if (this.#closed) throw new BackendFailure('webgpu', 'its device is closed');
    if (this.#pending.length === 0) return;
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#bytes) {
      bytes.set(part, at);
      at += part.length;
    }
    const frame = frameOf(this.#pending, bytes);
    this.#pending = [];
    this.#bytes = [];
    this.#length = 0;
    try {
      for (let sent = 0; sent < frame.length;) sent += writeSync(this.#commands, frame, sent);
    } catch (cause) {
      throw new BackendFailure('webgpu', 'the process of its device is gone', { cause });
    }
  }

  /** Waits for all that was sent. @throws BackendFailure for whatever failed since the last one */
  read(buffer: number, bytes: number): Uint8Array {
    this.send({ type: 'read', buffer, bytes });
    this.flush();
    const { json, bytes: content } = readFrame((count) => this.#take(count));
    const { failure } = json as ReadAnswer;
    if (failure !== undefined) throw new BackendFailure('webgpu', failure);
    return content;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#commands);
    closeSync(this.#answers);
    this.#child.kill('SIGKILL');
  }

  #take(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const got = readSync(this.#answers, bytes, at, count - at, null);
      if (got === 0) throw new BackendFailure('webgpu', 'the process of its device is gone');
      at += got;
    }
    return bytes;
  }
}

/** Opening a pipe waits for the other end, which a process that dies early never opens. */
async function firstAnswer(
  child: ChildProcess,
  path: string,
): Promise<{ readonly facts: DeviceFacts; readonly answers: number } | { readonly failure: string }> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  // Open for both, so that this does not wait; closed again once the process has its end.
  const both = await open(path, constants.O_RDWR);
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => {
      const reason = said.split('\n').findLast((line) => /Error/.test(line));
      // What it said before it went may still be on its way.
      setTimeout(() => resolve(reason?.trim() ?? 'its process ends at once'), FAREWELL_MS);
    });
    setTimeout(() => resolve('it does not start'), START_MS).unref();
  });
  const taken: Uint8Array[] = [];
  const take = async (count: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) at += (await both.read(bytes, at, count - at, null)).bytesRead;
    taken.push(bytes);
    return bytes;
  };
  const frame = (async () => {
    const head = await take(8);
    const lengths = new DataView(head.buffer);
    return JSON.parse(new TextDecoder().decode(await take(lengths.getUint32(0, true)))) as
      DeviceFacts | { readonly failure: string };
  })();
  const first = await Promise.race([frame, gone]);
  if (typeof first === 'string') {
    // The read that still waits ends with a frame of our own.
    await both.write(frameOf({ failure: first }));
    await frame.catch(() => undefined);
    await both.close();
    return { failure: first };
  }
  if ('failure' in first) {
    await both.close();
    return first;
  }
  const answers = openSync(path, 'r');
  await both.close();
  return { facts: first, answers };
}
