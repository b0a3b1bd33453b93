// Run by git as pre-receive or post-receive: tells the server what is pushed, prints its answer as it comes,
// and turns its last line into the exit status. On its own, with no imports of ours: it starts with every push.
import { request } from 'node:http';

// As in packages/contracts/src/hook.ts.
const ACCEPT = '\u0000accept';
const REJECT = '\u0000reject';

const hook = process.argv[2];
const { RESIDUAL_HOOK_URL, RESIDUAL_HOOK_TOKEN, ...environment } = process.env;

const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const updates = Buffer.concat(input)
  .toString()
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [oldCommit, newCommit, ...ref] = line.split(' ');
    return { oldCommit, newCommit, ref: ref.join(' ') };
  });
const quarantine = Object.fromEntries(
  ['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_QUARANTINE_PATH']
    .filter((name) => environment[name] !== undefined)
    .map((name) => [name, environment[name]]),
);

// When the pusher is gone, so is our output; what was begun still goes on.
process.stdout.on('error', () => {});

let settled = false;
function lost(reason) {
  if (settled) return;
  settled = true;
  const lines =
    hook === 'pre-receive'
      ? [
          `error: The grading server cannot take pushes just now (${reason}).`,
          'hint: Nothing is lost: your commits are as they were. Push again in a minute.',
        ]
      : [
          `The grading server cannot answer just now (${reason}).`,
          'Your push is recorded by git and will be graded as soon as the server is back: see the dashboard.',
        ];
  console.log(lines.join('\n'));
  process.exitCode = hook === 'pre-receive' ? 1 : 0;
}

const post = request(RESIDUAL_HOOK_URL, {
  method: 'POST',
  headers: { authorization: `Bearer ${RESIDUAL_HOOK_TOKEN}`, 'content-type': 'application/json' },
  agent: false,
});
post.on('error', (error) => lost(error.code ?? error.message));
post.on('response', async (response) => {
  let rest = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line === ACCEPT || line === REJECT) {
          settled = true;
          process.exitCode = line === ACCEPT ? 0 : 1;
        } else console.log(line);
      }
    }
    lost(`status ${response.statusCode}`);
  } catch (error) {
    lost(error.code ?? error.message);
  }
});
post.end(JSON.stringify({ hook, updates, quarantine }));
