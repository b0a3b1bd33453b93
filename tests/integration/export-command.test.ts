import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RUNNING_FILE } from '@residual/contracts';
import { parse } from 'csv-parse/sync';
import { residual } from '../support/command.ts';
import { makeCourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'residual-cli-'));
  await makeCourseInProgress(database.store);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const columns = (csv: string): (string | undefined)[] =>
  parse<Record<string, string>>(csv, { columns: true }).map((row) => row['linear-regression points']);

describe('residual export', () => {
  const POINTS = ['20', '0', '', '10', '', '7', ''];

  test('writes the grades of the database that DATABASE_URL names', async () => {
    const { code, stdout } = await residual(['export', '--course', 'deep-learning'], {
      DATABASE_URL: database.url,
    });
    expect(code).toBe(0);
    expect(columns(stdout)).toEqual(POINTS);
  });

  test('finds the system that runs on this machine, and writes a file', async () => {
    const running = { pid: process.pid, url: 'http://localhost:3000', databaseUrl: database.url };
    await writeFile(join(home, RUNNING_FILE), JSON.stringify(running));
    const out = join(home, 'grades.csv');
    const { code, stdout, stderr } = await residual(['export', '--course', 'deep-learning', '--out', out], {
      RESIDUAL_HOME: home,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('7 students, 2 assignments');
    expect(columns(await readFile(out, 'utf8'))).toEqual(POINTS);
    await rm(join(home, RUNNING_FILE));
  });

  test("fills in the gradebook's own file, after a look at what changes", async () => {
    const canvas = join(home, 'canvas.csv');
    await writeFile(
      canvas,
      'Student,ID,SIS Login ID,Section,Linear regression (4711)\n"Turing, Alan",7,alan@example.edu,A,5.00\nX,8,x,A,1\n',
    );
    const args = ['export', '--course', 'deep-learning', '--format', 'canvas', '--fill', canvas];
    const environment = { DATABASE_URL: database.url };
    const preview = await residual([...args, '--preview'], environment);
    expect(preview.stdout).toMatch(/^alan@example.edu +linear-regression +5.00 → 0$/m);
    expect(preview.stdout).toMatch(/^line 3 +8, x, X +nobody here$/m);
    const { stdout, stderr } = await residual(args, environment);
    expect(stdout).toBe(
      'Student,ID,SIS Login ID,Section,Linear regression (4711)\n"Turing, Alan",7,alan@example.edu,A,0.00\n',
    );
    expect(stderr).toContain('Students left out: 6; lines of the file that are nobody’s here: 1.');
  });

  test('says in one line what is missing', async () => {
    const nothing = await residual(['export', '--course', 'deep-learning'], { RESIDUAL_HOME: home });
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toMatch(/^No database: nothing runs in .*npm start.*\n$/);
    const unknown = await residual(['export', '--course', 'nowhere'], { DATABASE_URL: database.url });
    expect(unknown).toMatchObject({ code: 1, stderr: 'There is no course "nowhere".\n' });
  });
});

describe('residual doctor', () => {
  test('tells what is there, and fails only over what grading needs', async () => {
    const well = await residual(['doctor'], { DATABASE_URL: database.url });
    expect(well.stdout).toMatch(/^✓ Node +v24\./m);
    expect(well.stdout).toMatch(/^✓ PostgreSQL +answers \(DATABASE_URL\)$/m);
    expect(well.stdout).toMatch(/^✓ isolated-vm +a program ran/m);
    expect(well.stdout).toMatch(/^– tfjs-node-gpu +not installed/m);
    expect(well.code).toBe(0);
    const unreachable = await residual(['doctor'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    expect(unreachable.stdout).toMatch(/^✗ PostgreSQL +DATABASE_URL: .*127\.0\.0\.1:1/m);
    expect(unreachable.code).toBe(1);
  });
});

describe('residual migrate', () => {
  test('leaves an up-to-date database as it is', async () => {
    const { code, stdout } = await residual(['migrate'], { DATABASE_URL: database.url });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'the database is up to date\n' });
  });
});
