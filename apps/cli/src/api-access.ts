// `residual api-token` and `residual webhook`: what programs may read of a course, and what they are told.
import {
  API_SCOPES,
  createApiToken,
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listApiTokens,
  listWebhooks,
  revokeApiToken,
  WEBHOOK_EVENTS,
  type ApiScope,
  type WebhookEvent,
} from '@residual/store';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './command-error.ts';
import { getInstance } from './instance.ts';
import { actorOf, parseId, print, table, timeText, type StaffOptions } from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

type InCourse = StaffOptions & { readonly course: string };

const DAY_MS = 24 * 3_600_000;

const course = () => new Option('--course <slug>', 'the course, as in its address').makeOptionMandatory();
const json = () => new Option('--json', 'for programs: write JSON');
const by = () => new Option('--by <who>', "who says so, for the audit log; the system's user if absent");

function days(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 730)
    throw new InvalidArgumentError('Write a number of days from 1 to 730.');
  return number;
}

export function addApiCommands(program: Command): void {
  const token = program.command('api-token').description('tokens of the programming interface');
  token
    .command('create')
    .description('make a token that opens one course, within its scopes; it is shown only then')
    .addOption(course())
    .requiredOption('--name <text>', 'what it is for')
    .addOption(new Option('--scope <scope...>', 'what it may').choices(API_SCOPES).makeOptionMandatory())
    .option('--days <number>', 'until it expires', days, 180)
    .addOption(by())
    .addOption(json())
    .action((options: InCourse & { name: string; scope: ApiScope[]; days: number }) => createToken(options));
  token
    .command('list')
    .description('those of a course, newest first')
    .addOption(course())
    .addOption(json())
    .action((options: InCourse) => showTokens(options));
  token
    .command('revoke')
    .description('let a token open nothing any more')
    .argument('<token>', 'its id')
    .addOption(course())
    .addOption(by())
    .addOption(json())
    .action((id: string, options: InCourse) =>
      change(id, options, { what: 'a token', action: revokeApiToken, done: 'It opens nothing any more.' }),
    );

  const webhook = program.command('webhook').description('who is told of what happens in a course');
  webhook
    .command('add')
    .description('send events to an address; the secret that verifies them is shown only then')
    .addOption(course())
    .requiredOption(
      '--url <address>',
      'where to send them; it must be on the internet unless the server allows others',
    )
    .addOption(new Option('--event <event...>', 'which').choices(WEBHOOK_EVENTS).makeOptionMandatory())
    .addOption(by())
    .addOption(json())
    .action((options: InCourse & { url: string; event: WebhookEvent[] }) => addWebhook(options));
  webhook
    .command('list')
    .description('those of a course, and how they fare')
    .addOption(course())
    .addOption(json())
    .action((options: InCourse) => showWebhooks(options));
  for (const [name, description, action, done] of [
    [
      'enable',
      'try a disabled webhook again, with all that waits for it',
      enableWebhook,
      'It is tried again.',
    ],
    ['remove', 'end a webhook and forget what waits for it', deleteWebhook, 'Removed.'],
  ] as const)
    webhook
      .command(name)
      .description(description)
      .argument('<webhook>', 'its id')
      .addOption(course())
      .addOption(by())
      .addOption(json())
      .action((id: string, options: InCourse) => change(id, options, { what: 'a webhook', action, done }));
}

async function createToken(
  options: InCourse & { name: string; scope: ApiScope[]; days: number },
): Promise<void> {
  const name = options.name.trim();
  if (name === '') throw new CommandError('The name is empty: say what the token is for.');
  await withStore(await getInstance(process.env), async (store) => {
    const { id: courseId } = await getCourse(store, options.course);
    const expiresAt = new Date(Date.now() + options.days * DAY_MS);
    const { id, token } = await createApiToken(store, {
      courseId,
      name,
      scopes: options.scope,
      expiresAt,
      by: actorOf(options),
    });
    print(options, { id, token, expiresAt }, token);
  });
}

async function showTokens(options: InCourse): Promise<void> {
  await withStore(await getInstance(process.env), async (store) => {
    const of = await getCourse(store, options.course);
    const tokens = await listApiTokens(store, of.id);
    const lines = tokens.map(({ id, name, scopes, expiresAt, revokedAt, lastUsedAt }) => [
      id,
      name,
      scopes.join(','),
      revokedAt ? 'revoked' : expiresAt ? `until ${timeText(expiresAt, of)}` : 'for ever',
      lastUsedAt ? `used ${timeText(lastUsedAt, of)}` : 'never used',
    ]);
    print(options, tokens, lines.length > 0 ? table(lines) : 'There are none.');
  });
}

async function addWebhook(options: InCourse & { url: string; event: WebhookEvent[] }): Promise<void> {
  if (!/^https?:\/\/[^\s]+$/.test(options.url) || !URL.canParse(options.url))
    throw new CommandError(`"${options.url}" is no address: write one such as https://example.org/residual.`);
  await withStore(await getInstance(process.env), async (store) => {
    const { id: courseId } = await getCourse(store, options.course);
    const { id, secret } = await createWebhook(store, {
      courseId,
      url: new URL(options.url).href,
      events: options.event,
      by: actorOf(options),
    });
    print(options, { id, secret }, secret);
  });
}

async function showWebhooks(options: InCourse): Promise<void> {
  await withStore(await getInstance(process.env), async (store) => {
    const of = await getCourse(store, options.course);
    const webhooks = await listWebhooks(store, of.id);
    const lines = webhooks.map(({ id, url, events, disabledAt, notice, failingSince }) => [
      id,
      url,
      events.join(','),
      disabledAt
        ? `disabled: ${notice}`
        : failingSince
          ? `not reached since ${timeText(failingSince, of)}`
          : 'works',
    ]);
    print(options, webhooks, lines.length > 0 ? table(lines) : 'There are none.');
  });
}

async function change(
  text: string,
  options: InCourse,
  how: { what: string; action: typeof revokeApiToken; done: string },
): Promise<void> {
  const id = parseId(text, how.what);
  await withStore(await getInstance(process.env), async (store) => {
    const { id: courseId, title } = await getCourse(store, options.course);
    if (!(await how.action(store, { courseId, id, by: actorOf(options) })))
      throw new CommandError(`${title} has no such thing as ${id}, or nothing is to be done about it.`);
    print(options, { id }, how.done);
  });
}
