// What every npm script runs first: checks the machine, installs and generates what is missing or out of date, then
// runs the command under the project's own Node 24. Any Node must be able to read this file far enough to say that it
// is too old, hence the old-fashioned JavaScript.
'use strict';

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var os = require('os');
var path = require('path');

var ROOT = path.resolve(__dirname, '..');
var BIN = path.join(ROOT, 'node_modules', '.bin');
var OLDEST_HOST = 20;
var OURS = 24;

/** Each command is a list of programs that all have to succeed, each with the arguments given; `sandbox`: it needs the isolate's bundle. */
var COMMANDS = {
  start: { sandbox: true, followsParent: true, programs: [['apps/local/src/main.ts']] },
  test: {
    sandbox: true,
    programs: [
      ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
    ],
  },
  lint: {
    programs: [
      ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
      ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        'apps',
        'packages',
        'worker',
        'scripts',
        'tests',
      ],
    ],
  },
  typecheck: {
    programs: [
      ['node_modules/typescript/bin/tsc', '-p', '.'],
      ['node_modules/typescript/bin/tsc', '-p', 'apps/server/src/web/browser'],
    ],
  },
  install: { sandbox: true, programs: [] },
  residual: {
    sandbox: true,
    // paths among its arguments are the caller's
    keepsFolder: true,
    programs: [['--disable-warning=ExperimentalWarning', path.join(ROOT, 'apps/cli/src/main.ts')]],
  },
  truth: {
    sandbox: true,
    programs: [['--disable-warning=ExperimentalWarning', 'tests/truth/main.ts']],
  },
  faults: { sandbox: true, programs: [['--disable-warning=ExperimentalWarning', 'tests/faults/run.ts']] },
  load: { sandbox: true, programs: [['--disable-warning=ExperimentalWarning', 'tests/load/run.ts']] },
  screenshots: { programs: [['--disable-warning=ExperimentalWarning', 'tests/screenshots/run.ts']] },
  fuzz: {
    sandbox: true,
    programs: [['--disable-warning=ExperimentalWarning', 'tests/sandbox/fuzz/main.ts']],
  },
  // the site's packages are its own: who runs the product does not install them
  docs: {
    packages: 'docs-site',
    programs: [['docs-site/node_modules/vitepress/bin/vitepress.js', 'build', 'docs-site']],
  },
  'migrate:dev': { programs: [['scripts/migrate-dev.ts']] },
};

main();

function main() {
  var command = Object.prototype.hasOwnProperty.call(COMMANDS, process.argv[2]) && COMMANDS[process.argv[2]];
  if (!command) fail('usage: node scripts/bootstrap.cjs ' + Object.keys(COMMANDS).join('|'));
  checkMachine();
  installDependencies(ROOT);
  if (command.packages) installDependencies(path.join(ROOT, command.packages));
  var node = findNode();
  generateClient(node);
  if (command.sandbox) buildSandbox(node);
  runAll(node, command, process.argv.slice(3));
}

function major(version) {
  return Number(/\d+/.exec(version)[0]);
}

function checkMachine() {
  if (major(process.version) < OLDEST_HOST)
    fail(
      'Residual needs Node ' +
        OLDEST_HOST +
        ' or newer, and this is ' +
        process.version +
        ': see https://nodejs.org',
    );
  if (childProcess.spawnSync('git', ['--version']).status !== 0)
    fail(
      'Residual needs git, and there is none on the PATH: install it (Debian: apt-get install git) and try again',
    );
}

function installDependencies(folder) {
  if (isInstalled(folder)) return;
  step('Installing dependencies', function () {
    // None of the packages needs its install script (see .npmrc). Development's are installed in any case, for tests.
    var args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
    var npm = process.env.npm_execpath;
    var isScript = npm && /^npm.*\.c?js$/.test(path.basename(npm));
    var result = isScript
      ? spawnVisibly(process.execPath, [npm].concat(args), folder)
      : spawnVisibly('npm', args, folder);
    if (result.status !== 0) fail('npm ci failed, for the reason above; mend it and try again');
  });
}

/** Whether the list that npm keeps of what it installed (it is written last) has everything of package-lock.json. */
function isInstalled(folder) {
  var installed = readText(path.join(folder, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  var present = JSON.parse(installed).packages;
  var wanted = JSON.parse(readText(path.join(folder, 'package-lock.json'))).packages;
  return Object.keys(wanted).every(function (name) {
    if (!/(^|\/)node_modules\//.test(name)) return true;
    // what is for other machines is not installed
    if (!present[name]) return Boolean(wanted[name].optional);
    return present[name].version === wanted[name].version;
  });
}

/** Our Node where npm has a package of it, else the host's if it will do. */
function findNode() {
  var ours = path.join(BIN, 'node');
  if (fs.existsSync(ours)) {
    var result = childProcess.spawnSync(ours, ['--version'], { encoding: 'utf8' });
    if (result.status === 0 && major(result.stdout) >= OURS) return ours;
  }
  if (major(process.version) >= OURS) return process.execPath;
  return fail(
    'Residual runs on Node ' +
      OURS +
      '. npm has none for this machine (' +
      process.platform +
      '-' +
      process.arch +
      '), and its own is ' +
      process.version +
      ': install Node ' +
      OURS +
      ' from https://nodejs.org and try again',
  );
}

function generateClient(node) {
  var marker = path.join(ROOT, 'packages/store/src/generated/.generated-from');
  var wanted = hashOf(['prisma/schema.prisma', 'node_modules/prisma/package.json'], []);
  if (readText(marker) === wanted) return;
  step('Generating the database client', function () {
    var result = childProcess.spawnSync(node, ['node_modules/prisma/build/index.js', 'generate'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: Object.assign({}, process.env, {
        // Prisma would download a program that generating has no use for; it is content with any that runs
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || node,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      }),
    });
    if (result.status !== 0) fail('prisma generate failed:\n' + result.stdout + result.stderr);
    fs.writeFileSync(marker, wanted);
  });
}

/** The builder itself knows whether there is anything to do. */
function buildSandbox(node) {
  var result = childProcess.spawnSync(node, ['packages/sandbox/src/build.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (result.status !== 0) fail('building the sandbox failed:\n' + result.stdout + result.stderr);
}

/** All programs are run, so that one call shows every mistake. */
function runAll(node, command, args) {
  var failed = 0;
  next(0);
  function next(i) {
    if (i === command.programs.length) process.exit(failed);
    run(node, command.programs[i].concat(args), command, function (code) {
      failed = failed || code;
      next(i + 1);
    });
  }
}

function run(node, args, command, done) {
  var followsParent = command.followsParent;
  var child = childProcess.spawn(node, args, {
    cwd: command.keepsFolder ? process.cwd() : ROOT,
    env: Object.assign({}, process.env, { PATH: BIN + path.delimiter + process.env.PATH }),
    // over the channel the child notices when we are killed
    stdio: followsParent ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  });
  // In a terminal the child gets Ctrl-C as well; it stops in its own time, and we wait for it.
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  var forwards = signals.map(function (signal) {
    return function () {
      child.kill(signal);
    };
  });
  signals.forEach(function (signal, i) {
    process.on(signal, forwards[i]);
  });
  // npm that is told to end takes its shell with it, but tells us nothing
  var parent = process.ppid;
  var watch = setInterval(function () {
    if (followsParent && process.ppid !== parent) child.kill('SIGTERM');
  }, 500);
  child.on('error', function (error) {
    fail(args[0] + ' could not be started: ' + error.message);
  });
  child.on('exit', function (code, signal) {
    clearInterval(watch);
    signals.forEach(function (each, i) {
      process.removeListener(each, forwards[i]);
    });
    done(signal ? 128 + os.constants.signals[signal] : code);
  });
}

function step(title, action) {
  var startedAt = Date.now();
  console.error(title + ' …');
  action();
  console.error('  done in ' + ((Date.now() - startedAt) / 1000).toFixed(1) + ' s');
}

function spawnVisibly(program, args, folder) {
  return childProcess.spawnSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function hashOf(files, more) {
  var hash = crypto.createHash('sha256');
  files.forEach(function (file) {
    hash.update(fs.readFileSync(path.join(ROOT, file)));
  });
  hash.update(JSON.stringify(more));
  return hash.digest('hex');
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return null;
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
