// The export's pages: a gradebook's file comes back filled in, and nobody but staff sees any of it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setOverride } from '@residual/store';
import { parse } from 'csv-parse/sync';
import { makeCourseInProgress, PASSWORD } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

let site: Website;
afterAll(() => site.close());
const database = useDatabase();
let instructor: Visitor;
const PAGE = '/courses/deep-learning/export';

beforeAll(async () => {
  const made = await makeCourseInProgress(database.store);
  site = await startWebsite(database.store, database.url);
  instructor = await new Visitor(site.url).logIn(made.instructor, PASSWORD);
});

const CANVAS = `Student,ID,SIS User ID,SIS Login ID,Section,Linear regression (4711),HW2 (4712),Final Score
    Points Possible,,,,,20.00,20.00,(read only)
"Lovelace, Ada",90210,A0001,ada@example.edu,Sec 1,20.00,,80
"Turing, Alan",90211,A0002,turing,Sec 1,5.00,,80
"Gauß, Carl Friedrich",90212,A0003,gauss@example.edu,Sec 2,3.00,,80
"Stranger, A",90299,A0099,stranger,Sec 2,3,4,80
`;

/** @returns where it leads, or the page that says why not */
async function prepare(
  form: Record<string, string | string[]>,
  upload?: string,
  visitor = instructor,
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form))
    for (const each of [value].flat()) body.append(name, each);
  if (upload !== undefined) body.append('upload', new File([upload], 'canvas.csv', { type: 'text/csv' }));
  return visitor.get(PAGE, { method: 'POST', headers: { origin: site.url }, body });
}

const textOf = async (path: string): Promise<string> => {
  const response = await instructor.get(path);
  expect(response.status).toBe(200);
  return (await response.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
};

describe("Canvas's own export", () => {
  let path: string;

  test('is compared before anything is downloaded: what changes, who is missing, who is nobody here', async () => {
    const answer = await prepare({ format: 'canvas' }, CANVAS);
    expect(answer.status).toBe(303);
    path = answer.headers.get('location')!;
    const page = await textOf(path);
    expect(page).toContain('1 changed 1 unchanged');
    expect(page).toMatch(
      /Lines that are nobody’s here 1 .* 6 90299, A0099, stranger, Stranger, A nobody here/,
    );
    expect(page).toMatch(/Students left out 4 .* not in the uploaded file/);
    expect(page).toMatch(/Matched by nothing but the name 1 .* Alan Turing alan@example.edu/);
    expect(page).toMatch(/Changes 1 .* Alan Turing alan@example.edu linear-regression 5.00 0 /);
    expect(page).toMatch(/Gauß gauss@example.edu linear-regression being graded left as it is/);
  });

  test('takes another column for an assignment, and comes back filled in', async () => {
    const chosen = {
      'target:linear-regression': 'Linear regression (4711)',
      'target:logistic-regression': 'HW2 (4712)',
    };
    expect((await instructor.post(`${path}/columns`, chosen)).status).toBe(303);
    const file = await instructor.post(`${path}/file`, {});
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=canvas.csv');
    expect(parse(await file.text())).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Linear regression (4711)', 'HW2 (4712)'],
      ['    Points Possible', '', '', '', '', '20.00', '20.00'],
      ['Lovelace, Ada', '90210', 'A0001', 'ada@example.edu', 'Sec 1', '20.00', '16.50'],
      ['Turing, Alan', '90211', 'A0002', 'turing', 'Sec 1', '0.00', ''],
    ]);
    expect((await instructor.post(`${path}/file`, {})).status).toBe(409);
  });

  test('has told what Canvas calls its students, but for those known by their names alone', async () => {
    const rows = await database.store.db.enrollment.findMany({
      where: { user: { email: { in: ['ada@example.edu', 'alan@example.edu'] } } },
      orderBy: { user: { email: 'asc' } },
      select: { section: true, identifiers: true },
    });
    expect(rows).toEqual([
      {
        section: 'Sec 1',
        identifiers: { canvasId: '90210', sisId: 'A0001', login: 'ada@example.edu' },
      },
      { section: null, identifiers: {} },
    ]);
  });

  test('that is none is refused with what it must be', async () => {
    const answer = await prepare({ format: 'canvas' }, 'Name,Grade\nAda,3\n');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('This is not a gradebook that Canvas exported');
  });
});

describe('a second export', () => {
  test('is compared with the first, grade by grade', async () => {
    const choice = { format: 'moodle-csv', assignments: 'linear-regression', missing: 'zero' };
    const first = (await prepare(choice)).headers.get('location')!;
    expect(await textOf(first)).toContain('5 changed 0 unchanged');
    const file = await (await instructor.post(`${first}/file`, {})).text();
    expect(parse(file)[0]).toEqual(['email', 'Linear regression', 'Linear regression (Feedback)']);
    const { db } = database.store;
    const emmy = await db.enrollment.findFirstOrThrow({ where: { user: { email: 'emmy@example.edu' } } });
    const assignment = await db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } });
    await setOverride(database.store, {
      enrollmentId: emmy.id,
      assignmentId: assignment.id,
      points: '12.25',
      reason: 'by hand',
      by: 'instructor@example.edu',
    });
    const second = (await prepare(choice)).headers.get('location')!;
    const page = await textOf(second);
    expect(page).toContain('1 changed 4 unchanged');
    expect(page).toMatch(/Emmy Noether emmy@example.edu linear-regression 10 12.25/);
    expect(await textOf(PAGE)).toMatch(/Exported before .* Moodle, CSV 5 instructor@example.edu/);
  });
});

describe('the page of tokens and webhooks', () => {
  const ACCESS = `${PAGE}/access`;
  const post = (path: string, form: Record<string, string>) => instructor.post(`${ACCESS}/${path}`, form);

  test('makes a token, shows it once, and revokes it', async () => {
    const made = await (await post('tokens', { name: 'dean', scopes: 'roster:read', days: '30' })).text();
    const [token] = /residual_[\w-]+/.exec(made)!;
    const ask = (): Promise<Response> =>
      fetch(`${site.url}/api/v1/courses/deep-learning/roster`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await ask()).status).toBe(200);
    expect(await textOf(ACCESS)).toMatch(/dean roster:read .* Revoke/);
    expect(await (await instructor.get(ACCESS)).text()).not.toContain(token);
    const { id } = await database.store.db.apiToken.findFirstOrThrow();
    expect((await post(`tokens/${id}/revoke`, {})).status).toBe(303);
    expect((await ask()).status).toBe(401);
    expect((await post(`tokens/${id}/revoke`, {})).status).toBe(404);
    expect((await post('tokens', { name: 'dean', days: '30' })).status).toBe(400);
  });

  test('takes webhooks that lead to the internet, and no others', async () => {
    const added = await post('webhooks', { url: 'https://example.org/x', events: 'grade.changed' });
    expect(await added.text()).toMatch(/whsec_[0-9a-f]{40}/);
    const refused = await post('webhooks', { url: 'https://169.254.169.254/', events: 'grade.changed' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('not on the internet');
    const { id } = await database.store.db.webhook.findFirstOrThrow();
    expect((await post(`webhooks/${id}/remove`, {})).status).toBe(303);
    expect(await database.store.db.webhook.count()).toBe(0);
  });

  test('is for instructors, not for assistants', async () => {
    const { db } = database.store;
    const student = await db.enrollment.findFirstOrThrow({ where: { user: { email: 'ada@example.edu' } } });
    await db.enrollment.update({ where: { id: student.id }, data: { role: 'assistant' } });
    const assistant = await new Visitor(site.url).logIn('ada@example.edu', PASSWORD);
    expect((await assistant.get(PAGE)).status).toBe(200);
    expect((await assistant.get(ACCESS)).status).toBe(403);
    expect(
      (await assistant.post(`${ACCESS}/tokens`, { name: 'x', scopes: 'roster:read', days: '1' })).status,
    ).toBe(403);
    await db.enrollment.update({ where: { id: student.id }, data: { role: 'student' } });
  });
});

describe('the pages of an export', () => {
  test('do not exist for students', async () => {
    const ada = await new Visitor(site.url).logIn('ada@example.edu', PASSWORD);
    const [{ id }] = await database.store.db.gradeExport.findMany({ take: 1 });
    expect((await ada.get(PAGE)).status).toBe(404);
    expect((await ada.get(`${PAGE}/${id}`)).status).toBe(404);
    expect((await ada.post(`${PAGE}/${id}/file`, {})).status).toBe(404);
    expect((await prepare({ format: 'csv' }, undefined, ada)).status).toBe(404);
    expect((await ada.get('/courses/deep-learning/grades.csv')).status).toBe(404);
  });

  test('take no form that another site sends', async () => {
    const response = await instructor.get(PAGE, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: new FormData(),
    });
    expect(response.status).toBe(403);
  });
});
