// In the place of the sandbox process: what a program could do that has taken it over. Speaks frames by itself.
import { readdirSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const frame = (message, { announced, buffers = [] } = {}) => {
  const header = Buffer.from(typeof message === 'string' ? message : JSON.stringify({ message, buffers }));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(announced ?? header.length);
  return Buffer.concat([prefix, header]);
};
const send = (...parts) => writeSync(3, frame(...parts));
const started = () => {
  send({ type: 'ready' });
  readSync(3, Buffer.alloc(1 << 16));
  send({ type: 'started' });
};
const stay = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

const roles = {
  'finishes before it starts': () => {
    send({ type: 'ready' });
    readSync(3, Buffer.alloc(1 << 16));
    send({ type: 'finished', nodes: [] });
    stay();
  },
  'announces an enormous frame': () => {
    started();
    send({ type: 'output', text: '' }, { announced: 0xffff_fff0 });
    stay();
  },
  'says something that is no message': () => {
    started();
    send({ type: 'graded', points: '10' });
    stay();
  },
  'says something that is not JSON': () => {
    started();
    send('correct 10/10');
    stay();
  },
  'starts twice': () => {
    started();
    send({ type: 'started' });
    stay();
  },
  'reports a compile error after its start': () => {
    started();
    send({ type: 'compile error', error: { kind: 'SyntaxError', message: 'really' } });
    stay();
  },
  'prints more than the limit': () => {
    started();
    for (;;) send({ type: 'output', text: 'x'.repeat(1024) });
  },
  'sends a long message in place of a short one': () => {
    started();
    send({ type: 'limit', limit: 'time', detail: 'x'.repeat(1 << 20) });
    stay();
  },
  'tells what it has': () => {
    started();
    const trying = (action) => {
      try {
        return action();
      } catch (error) {
        return error.code;
      }
    };
    const has = {
      environment: Object.keys(process.env),
      user: process.getuid(),
      folder: process.cwd(),
      passwords: trying(() => readFileSync('/etc/passwd', 'utf8').length),
      writing: trying(() => writeFileSync('here', '')),
      listing: trying(() => readdirSync('/').length),
      starting: trying(() => spawnSync('/bin/true').status),
    };
    send({ type: 'output', text: JSON.stringify(has) });
    stay();
  },
  'keeps silent': () => {
    started();
    stay();
  },
  'ends half a frame early': () => {
    started();
    writeSync(3, frame({ type: 'finished', nodes: [] }).subarray(0, 20));
    process.exit(0);
  },
  'says its last word and kills itself': () => {
    started();
    send({ type: 'limit', limit: 'memory', detail: 'too much' });
    process.kill(process.pid, 'SIGKILL');
  },
  'kills itself without a word': () => {
    started();
    process.kill(process.pid, 'SIGKILL');
  },
  'dies before it is ready': () => process.exit(3),
  'dies before it starts': () => {
    send({ type: 'ready' });
    readSync(3, Buffer.alloc(1 << 16));
    process.exit(4);
  },
  'admits a failure of ours': () => {
    started();
    send({ type: 'broken', detail: 'TypeError: undefined is not a function' });
    stay();
  },
  'sends a graph that is none': () => {
    started();
    send({ type: 'finished', nodes: [{ name: 'X' }], verdict: 'correct' });
    stay();
  },
};
roles[process.argv.find((argument) => argument.startsWith('--bundle=')).slice('--bundle='.length)]();
