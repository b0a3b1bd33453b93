// A process that an attacker has wholly: no isolate and no permission model stands in the way. It tries what such a
// one would try and prints what came of it.
import { spawnSync } from 'node:child_process';
import { fstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const [secretFile, port, parent] = process.argv.slice(2);
const attempt = (action) => {
  try {
    return action() ?? 'done';
  } catch (error) {
    return error.code ?? String(error);
  }
};
const knock = () =>
  new Promise((resolve) => {
    const fail = (error) => resolve(error.code);
    try {
      connect(Number(port), '127.0.0.1')
        .on('connect', () => resolve('connected'))
        .on('error', fail);
    } catch (error) {
      fail(error);
    }
  });
/** Node's own are of other kinds, and its working folder is the empty root. */
const leadsSomewhere = (descriptor) => {
  const stats = attempt(() => fstatSync(descriptor));
  return typeof stats !== 'string' && (stats.isFile() || stats.isSocket());
};

process.stderr.write(
  JSON.stringify({
    secret: attempt(() => readFileSync(secretFile, 'utf8')),
    accounts: attempt(() => readFileSync('/etc/passwd', 'utf8')),
    processes: attempt(() => readdirSync('/proc').length),
    root: attempt(() => readdirSync('/').toSorted()),
    write: attempt(() => writeFileSync('/left-behind', 'x')),
    fork: attempt(() => spawnSync(process.execPath, ['-v']).error?.code ?? 'started'),
    // of the worker, which has the credentials
    credentials: attempt(() => readFileSync(`/proc/${parent}/environ`, 'utf8')),
    memory: attempt(() => readFileSync(`/proc/${parent}/mem`, 'utf8')),
    open: attempt(() => readdirSync(`/proc/${parent}/fd`).length),
    kill: attempt(() => process.kill(Number(parent), 0)),
    network: await knock(),
    environment: process.env,
    user: process.getuid(),
    descriptors: Array.from({ length: 64 }, (_, i) => i).filter(leadsSomewhere),
  }),
);
