// A learning platform in this process, as strict as the specifications of LTI 1.3 Advantage let one be, in two
// flavours: Moodle's addresses carry a query, Canvas counts attempts and has other answers to the same mistakes.
// Nothing here comes from packages/lti: what we send is judged by someone else's reading of the specifications.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import {
  createRemoteJWKSet,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type JWTPayload,
} from 'jose';
import { z } from 'zod';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const ROLE = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
export const ALL_SCOPES = [`${AGS}/lineitem`, `${AGS}/lineitem.readonly`, `${AGS}/score`, NRPS];

export const ROLES = {
  instructor: [`${ROLE}#Instructor`, 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Faculty'],
  assistant: [`${ROLE}#Instructor`, `${ROLE}/Instructor#TeachingAssistant`],
  observer: [`${ROLE}#Mentor`],
  student: [`${ROLE}#Learner`, 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student'],
} as const;

export interface PlatformUser {
  readonly id: string;
  readonly name: string;
  /** Absent: the platform does not tell. */
  readonly email?: string;
  readonly role: keyof typeof ROLES;
  readonly status?: 'Active' | 'Inactive';
  readonly sisId?: string;
}

export interface StoredScore {
  readonly timestamp: Date;
  /** As it stood in the message: what a double makes of it is no concern of the platform's. */
  readonly given: string;
  readonly maximum: string;
  readonly comment: string | undefined;
  readonly attempts: number;
}

interface Column {
  readonly id: number;
  label: string;
  scoreMaximum: number;
  resourceId: string | undefined;
  tag: string | undefined;
  readonly scores: Map<string, StoredScore>;
}

interface Fault {
  readonly on: 'scores' | 'members' | 'token';
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** The request is carried out all the same. */
  readonly isDone?: boolean;
}

const loginSchema = z.strictObject({
  scope: z.literal('openid'),
  response_type: z.literal('id_token'),
  response_mode: z.literal('form_post'),
  prompt: z.literal('none'),
  client_id: z.string(),
  redirect_uri: z.url(),
  login_hint: z.string(),
  lti_message_hint: z.string(),
  state: z.string().min(16),
  nonce: z.string().min(16),
});

const columnSchema = z.strictObject({
  label: z.string().trim().min(1),
  scoreMaximum: z.number().positive(),
  resourceId: z.string().optional(),
  tag: z.string().optional(),
  resourceLinkId: z.string().optional(),
});

/** Everything else must be an extension, named by an address. */
const scoreSchema = z
  .object({
    userId: z.string().min(1),
    timestamp: z.iso.datetime({ offset: true, precision: 3 }),
    activityProgress: z.enum(['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed']),
    gradingProgress: z.enum(['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady']),
    scoreGiven: z.number().min(0),
    scoreMaximum: z.number().positive(),
    comment: z.string().optional(),
    'https://canvas.instructure.com/lti/submission': z
      .strictObject({ new_submission: z.boolean() })
      .optional(),
  })
  .catchall(z.never());

const registrationSchema = z.strictObject({
  application_type: z.literal('web'),
  response_types: z.tuple([z.literal('id_token')]),
  grant_types: z.array(z.enum(['implicit', 'client_credentials'])).length(2),
  initiate_login_uri: z.url(),
  redirect_uris: z.array(z.url()).min(1),
  client_name: z.string().min(1),
  jwks_uri: z.url(),
  token_endpoint_auth_method: z.literal('private_key_jwt'),
  scope: z.string(),
  'https://purl.imsglobal.org/spec/lti-tool-configuration': z.strictObject({
    domain: z.string(),
    target_link_uri: z.url(),
    claims: z.array(z.string()).min(1),
    messages: z.array(z.object({ type: z.literal('LtiResourceLinkRequest') })).min(1),
  }),
});

export interface ToolAddresses {
  readonly login: string;
  readonly launch: string;
  readonly keys: string;
}

export interface PlatformSettings {
  readonly flavour: 'moodle' | 'canvas';
  readonly scopes?: readonly string[];
  /** Canvas: further ones are refused. */
  readonly attemptLimit?: number;
}

export class SimulatedPlatform {
  readonly flavour: 'moodle' | 'canvas';
  readonly clientId = 'tool-4711';
  readonly deploymentId = '1:1';
  readonly course = { id: '42', title: 'Machine Learning (LMS)' };
  readonly registrationToken = 'once and never again';
  scopes: readonly string[];
  users: PlatformUser[] = [];
  columns: Column[] = [];
  readonly faults: Fault[] = [];
  /** Every request to a service, with the answer: `POST scores 200`. */
  readonly log: string[] = [];
  /** Who begins logins here: null until the tool is registered. */
  tool: ToolAddresses | null = null;
  readonly #app: Express = express();
  readonly #server: Server = createServer(this.#app);
  readonly #tokens = new Map<string, { scopes: readonly string[]; until: number }>();
  readonly #usedAssertions = new Set<string>();
  readonly #hints = new Map<string, string>();
  readonly #attemptLimit: number;
  #isRegistrationOpen = true;
  #keys!: Awaited<ReturnType<typeof generateKeyPair>>;
  #counter = 0;
  url = '';

  constructor({ flavour, scopes = ALL_SCOPES, attemptLimit = Number.POSITIVE_INFINITY }: PlatformSettings) {
    this.flavour = flavour;
    this.scopes = scopes;
    this.#attemptLimit = attemptLimit;
  }

  async start(): Promise<this> {
    this.#keys = await generateKeyPair('RS256', { extractable: true });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#route();
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What staff would type into the form. */
  get details() {
    return {
      name: this.flavour,
      issuer: this.url,
      clientId: this.clientId,
      authorizationUrl: `${this.url}/auth`,
      tokenUrl: `${this.url}/token`,
      keysUrl: `${this.url}/jwks`,
    };
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  scoresOf(label: string): Readonly<Record<string, Pick<StoredScore, 'given' | 'maximum' | 'attempts'>>> {
    const column = this.columns.find((each) => each.label === label);
    return Object.fromEntries(
      [...(column?.scores ?? [])].map(([user, { given, maximum, attempts }]) => [
        user,
        { given, maximum, attempts },
      ]),
    );
  }

  /** The parameters with which it begins a login at the tool. */
  initiation(userId: string): Record<string, string> {
    const hint = `hint-${++this.#counter}`;
    this.#hints.set(hint, userId);
    return {
      iss: this.url,
      client_id: this.clientId,
      login_hint: userId,
      lti_message_hint: hint,
      target_link_uri: this.tool!.launch,
      lti_deployment_id: this.deploymentId,
    };
  }

  sign(claims: JWTPayload, options: { key?: CryptoKey; alg?: string; kid?: string } = {}): Promise<string> {
    const { key = this.#keys.privateKey, alg = 'RS256', kid = 'platform-key' } = options;
    return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
  }

  claims(user: PlatformUser, nonce: string): JWTPayload {
    const seconds = Math.floor(Date.now() / 1000);
    return {
      iss: this.url,
      aud: this.clientId,
      sub: user.id,
      nonce,
      iat: seconds,
      exp: seconds + 300,
      name: user.name,
      ...(user.email !== undefined && { email: user.email }),
      [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
      [`${CLAIM}/version`]: '1.3.0',
      [`${CLAIM}/deployment_id`]: this.deploymentId,
      [`${CLAIM}/target_link_uri`]: this.tool!.launch,
      [`${CLAIM}/resource_link`]: { id: 'link-1' },
      [`${CLAIM}/roles`]: ROLES[user.role],
      [`${CLAIM}/context`]: { id: this.course.id, title: this.course.title, label: 'ML' },
      [`${CLAIM}/tool_platform`]: { guid: 'guid', product_family_code: this.flavour },
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
        scope: this.scopes.filter((scope) => scope.startsWith(AGS)),
        lineitems: this.#containerUrl(),
      },
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
        context_memberships_url: `${this.url}/courses/42/members?rlid=9`,
        service_versions: ['2.0'],
      },
    };
  }

  #containerUrl(): string {
    return this.flavour === 'moodle'
      ? `${this.url}/mod/lti/services.php/42/lineitems?type_id=4`
      : `${this.url}/api/lti/courses/42/line_items`;
  }

  #columnUrl({ id }: Column): string {
    return this.flavour === 'moodle'
      ? `${this.url}/mod/lti/services.php/42/lineitems/${id}/lineitem?type_id=4`
      : `${this.url}/api/lti/courses/42/line_items/${id}`;
  }

  #route(): void {
    const app = this.#app;
    app.disable('x-powered-by');
    app.use(express.urlencoded({ extended: false }));
    app.use(express.text({ type: ({ headers }) => headers['content-type']?.endsWith('json') ?? false }));
    app.get('/jwks', async (_request, response) => {
      const key = await exportJWK(this.#keys.publicKey);
      response.json({ keys: [{ ...key, kid: 'platform-key', alg: 'RS256', use: 'sig' }] });
    });
    app.get('/course', (request, response) => {
      const fields = Object.entries(this.initiation(String(request.query.user)));
      response.send(`<!doctype html><title>Course</title>
        <form method="post" action="${this.tool!.login}" target="${String(request.query.target ?? '_self')}">
        ${fields.map(hidden).join('')}<button>Open the tool</button></form><iframe name="frame"></iframe>`);
    });
    app.get('/auth', (request, response) => this.#authorize(request, response));
    app.post('/token', (request, response) => this.#issueToken(request, response));
    app.get('/.well-known/openid-configuration', (_request, response) => {
      response.json({
        issuer: this.url,
        authorization_endpoint: `${this.url}/auth`,
        token_endpoint: `${this.url}/token`,
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
        jwks_uri: `${this.url}/jwks`,
        registration_endpoint: `${this.url}/register`,
        scopes_supported: ['openid', ...this.scopes],
        response_types_supported: ['id_token'],
        'https://purl.imsglobal.org/spec/lti-platform-configuration': { product_family_code: this.flavour },
      });
    });
    app.post('/register', (request, response) => this.#register(request, response));
    app.get(
      '/courses/42/members',
      this.#service('members', [NRPS], (...args) => this.#listMembers(...args)),
    );
    const columns =
      this.flavour === 'moodle' ? '/mod/lti/services.php/42/lineitems' : '/api/lti/courses/42/line_items';
    const column = this.flavour === 'moodle' ? `${columns}/:id/lineitem` : `${columns}/:id`;
    const [write, read, score] = [`${AGS}/lineitem`, `${AGS}/lineitem.readonly`, `${AGS}/score`];
    app.get(
      columns,
      this.#service('columns', [write, read], (...args) => this.#listColumns(...args)),
    );
    app.post(
      columns,
      this.#service('columns', [write], (...args) => this.#addColumn(...args)),
    );
    app.get(
      column,
      this.#service('column', [write, read], (...args) => this.#showColumn(...args)),
    );
    app.put(
      column,
      this.#service('column', [write], (...args) => this.#changeColumn(...args)),
    );
    app.post(
      `${column}/scores`,
      this.#service('scores', [score], (...args) => this.#takeScore(...args)),
    );
  }

  async #authorize(request: Request, response: Response): Promise<void> {
    const query = loginSchema.safeParse(request.query);
    if (!query.success) return void response.status(400).send(`not a login: ${query.error.message}`);
    const { client_id, redirect_uri, login_hint, lti_message_hint, state, nonce } = query.data;
    const user = this.users.find(({ id }) => id === login_hint);
    const isOurs =
      client_id === this.clientId &&
      redirect_uri === this.tool?.launch &&
      user !== undefined &&
      this.#hints.get(lti_message_hint) === login_hint;
    if (!isOurs) return void response.status(400).send('unknown client, address or hint');
    this.#hints.delete(lti_message_hint);
    const token = await this.sign(this.claims(user, nonce));
    response.send(`<!doctype html><title>Back to the tool</title>
      <form method="post" action="${redirect_uri}">${hidden(['state', state])}${hidden(['id_token', token])}</form>
      <script>document.forms[0].submit()</script>`);
  }

  async #register(request: Request, response: Response): Promise<void> {
    if (!this.#isRegistrationOpen || request.get('authorization') !== `Bearer ${this.registrationToken}`)
      return void response.status(401).json({ error: 'invalid_token' });
    const body = registrationSchema.safeParse(json(request));
    if (!body.success) return void response.status(400).send(body.error.message);
    const tool = body.data['https://purl.imsglobal.org/spec/lti-tool-configuration'];
    const isItsOwn = [body.data.jwks_uri, body.data.initiate_login_uri, tool.target_link_uri].every(
      (url) => new URL(url).host === tool.domain,
    );
    if (!isItsOwn) return void response.status(400).send('the addresses are not of the domain');
    this.#isRegistrationOpen = false;
    const {
      initiate_login_uri: login,
      redirect_uris: [launch],
      jwks_uri: keys,
    } = body.data;
    this.tool = { login, launch, keys };
    response.json({
      client_id: this.clientId,
      ...body.data,
      'https://purl.imsglobal.org/spec/lti-tool-configuration': { ...tool, deployment_id: this.deploymentId },
    });
  }

  /** RFC 6749, 4.4 with RFC 7523, 2.2, as the LTI security framework has it. */
  async #issueToken(request: Request, response: Response): Promise<void> {
    if (this.#fail('token', response)) return;
    const form = z
      .strictObject({
        grant_type: z.literal('client_credentials'),
        client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
        client_assertion: z.string(),
        scope: z.string().min(1),
      })
      .safeParse(request.body);
    if (!form.success) return void response.status(400).json({ error: 'invalid_request' });
    try {
      const { payload } = await jwtVerify(
        form.data.client_assertion,
        createRemoteJWKSet(new URL(this.tool!.keys)),
        {
          issuer: this.clientId,
          subject: this.clientId,
          audience: `${this.url}/token`,
          algorithms: ['RS256'],
          requiredClaims: ['iat', 'exp', 'jti'],
        },
      );
      if (this.#usedAssertions.has(payload.jti!)) throw new Error('the assertion was used before');
      if (payload.exp! - payload.iat! > 3_600) throw new Error('the assertion is good for too long');
      this.#usedAssertions.add(payload.jti!);
    } catch (error) {
      return void response.status(400).json({ error: 'invalid_client', error_description: String(error) });
    }
    const granted = form.data.scope.split(' ').filter((scope) => this.scopes.includes(scope));
    this.log.push(`token ${granted.map((scope) => scope.split('/').at(-1)).join(' ')}`);
    if (granted.length === 0) return void response.status(400).json({ error: 'invalid_scope' });
    const token = `token-${++this.#counter}`;
    this.#tokens.set(token, { scopes: granted, until: Date.now() + 3_600_000 });
    response.json({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope: granted.join(' ') });
  }

  #fail(on: Fault['on'], response: Response): boolean {
    const index = this.faults.findIndex((fault) => fault.on === on && !fault.isDone);
    if (index === -1) return false;
    const [{ status, headers = {} }] = this.faults.splice(index, 1);
    response.status(status).set(headers).send('<h1>It is broken</h1>');
    return true;
  }

  #service(
    name: string,
    scopes: readonly string[],
    handle: (request: Request<{ id: string }>, response: Response) => void,
  ) {
    return (request: Request<{ id: string }>, response: Response): void => {
      response.on('finish', () => this.log.push(`${request.method} ${name} ${response.statusCode}`));
      const [, bearer = ''] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
      const token = this.#tokens.get(bearer);
      if (!token || token.until < Date.now())
        return void response.status(401).json({ error: 'invalid_token' });
      if (!scopes.some((scope) => token.scopes.includes(scope)))
        return void response.status(403).json({ error: 'insufficient_scope' });
      const isColumn = ['columns', 'column', 'scores'].includes(name);
      if (this.flavour === 'moodle' && isColumn && request.query.type_id !== '4')
        return void response.status(404).send('no such tool type');
      if ((name === 'scores' || name === 'members') && this.#fail(name, response)) return;
      handle(request, response);
    };
  }

  #listMembers(request: Request, response: Response): void {
    if (!request.get('accept')?.includes('application/vnd.ims.lti-nrps.v2.membershipcontainer+json'))
      return void response.status(406).end();
    const limit = Math.min(Number(request.query.limit ?? 50), 2);
    const from = Number(request.query.from ?? 0);
    const page = this.users.slice(from, from + limit);
    const next = `${this.url}/courses/42/members?rlid=9&limit=${limit}&from=${from + limit}`;
    const self = `${this.url}/courses/42/members?rlid=9`;
    const links = [
      `<${self}>; rel="differences"`,
      ...(from + limit < this.users.length ? [`<${next}>; rel="next"`] : []),
    ];
    response.set('Link', links.join(', '));
    response.type('application/vnd.ims.lti-nrps.v2.membershipcontainer+json').send(
      JSON.stringify({
        id: `${this.url}/courses/42/members`,
        context: this.course,
        members: page.map(({ id, name, email, role, status = 'Active', sisId }) => ({
          status,
          name,
          ...(email !== undefined && { email }),
          ...(sisId !== undefined && { lis_person_sourcedid: sisId }),
          user_id: id,
          roles: ROLES[role],
        })),
      }),
    );
  }

  #form(column: Column) {
    const { label, scoreMaximum, resourceId, tag } = column;
    return { id: this.#columnUrl(column), label, scoreMaximum, resourceId, tag };
  }

  #listColumns({ query }: Request, response: Response): void {
    const wanted = this.columns.filter(({ resourceId }) =>
      [undefined, resourceId].includes(query.resource_id as string),
    );
    response
      .type('application/vnd.ims.lis.v2.lineitemcontainer+json')
      .send(JSON.stringify(wanted.map((column) => this.#form(column))));
  }

  #readColumn(request: Request, response: Response): z.infer<typeof columnSchema> | null {
    const body = columnSchema.safeParse(json(request));
    const isRight =
      body.success && request.get('content-type') === 'application/vnd.ims.lis.v2.lineitem+json';
    if (isRight) return body.data;
    response.status(400).send(body.error?.message ?? 'another content type');
    return null;
  }

  #addColumn(request: Request, response: Response): void {
    const body = this.#readColumn(request, response);
    if (!body) return;
    const column: Column = {
      id: ++this.#counter,
      label: body.label,
      scoreMaximum: body.scoreMaximum,
      resourceId: body.resourceId,
      tag: body.tag,
      scores: new Map(),
    };
    this.columns.push(column);
    response
      .status(201)
      .type('application/vnd.ims.lis.v2.lineitem+json')
      .send(JSON.stringify(this.#form(column)));
  }

  #find(request: Request<{ id: string }>, response: Response): Column | null {
    const column = this.columns.find(({ id }) => String(id) === request.params.id);
    if (!column) response.status(404).send('no such line item');
    return column ?? null;
  }

  #showColumn(request: Request<{ id: string }>, response: Response): void {
    const column = this.#find(request, response);
    if (column)
      response.type('application/vnd.ims.lis.v2.lineitem+json').send(JSON.stringify(this.#form(column)));
  }

  #changeColumn(request: Request<{ id: string }>, response: Response): void {
    const column = this.#find(request, response);
    const body = column && this.#readColumn(request, response);
    if (!column || !body) return;
    column.label = body.label;
    column.scoreMaximum = body.scoreMaximum;
    response.type('application/vnd.ims.lis.v2.lineitem+json').send(JSON.stringify(this.#form(column)));
  }

  #takeScore(request: Request<{ id: string }>, response: Response): void {
    const column = this.#find(request, response);
    if (!column) return;
    const body = scoreSchema.safeParse(json(request));
    if (!body.success || request.get('content-type') !== 'application/vnd.ims.lis.v1.score+json')
      return void response.status(400).send(body.error?.message ?? 'another content type');
    const { userId, timestamp, comment, ...rest } = body.data;
    const isCanvas = this.flavour === 'canvas';
    const user = this.users.find(({ id, role }) => id === userId && role === 'student');
    if (!user) return void response.status(isCanvas ? 422 : 404).json({ error: 'User not found in course' });
    const before = column.scores.get(userId);
    const at = new Date(timestamp);
    if (before && at <= before.timestamp)
      return void response
        .status(isCanvas ? 400 : 409)
        .json({ error: 'Refusing score with older timestamp' });
    const isNew = rest['https://canvas.instructure.com/lti/submission']?.new_submission ?? true;
    const attempts = (before?.attempts ?? 0) + (isCanvas && isNew ? 1 : 0);
    if (attempts > this.#attemptLimit)
      return void response
        .status(422)
        .json({ error: 'The maximum number of allowed attempts has been reached' });
    const raw = String(request.body);
    column.scores.set(userId, {
      timestamp: at,
      given: /"scoreGiven":([\d.eE+-]+)/.exec(raw)![1],
      maximum: /"scoreMaximum":([\d.eE+-]+)/.exec(raw)![1],
      comment,
      attempts,
    });
    const late = this.faults.findIndex(({ on, isDone }) => on === 'scores' && isDone);
    if (late !== -1) {
      const [{ status }] = this.faults.splice(late, 1);
      return void response.status(status).send('It was taken, but you will never know');
    }
    response.status(isCanvas ? 200 : 204).end();
  }
}

const json = (request: Request): unknown => {
  try {
    return JSON.parse(String(request.body));
  } catch {
    // The schemas refuse it.
    return undefined;
  }
};

const hidden = ([name, value]: readonly [string, string]): string =>
  `<input type="hidden" name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`;

/** Cookies and redirects of somebody who goes from a platform to the tool, without a browser. */
export class Traveller {
  readonly #site: string;
  readonly #platform: SimulatedPlatform;
  readonly #cookies = new Map<string, string>();

  constructor(site: string, platform: SimulatedPlatform) {
    this.#site = site;
    this.#platform = platform;
  }

  async get(path: string): Promise<globalThis.Response> {
    return this.#ask(path, {});
  }

  async post(path: string, form: Record<string, string> = {}): Promise<globalThis.Response> {
    const headers = { origin: this.#site, 'sec-fetch-site': 'same-origin' };
    return this.#ask(path, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  async logIn(email: string, password: string): Promise<this> {
    const response = await this.post('/login', { email, password });
    if (response.status !== 303) throw new Error(`the login answered ${response.status}`);
    return this;
  }

  /** From the platform's course to its answer, which has not been handed over yet. */
  async setOut(userId: string): Promise<{ state: string; idToken: string; claims: JWTPayload }> {
    // Another site's form: no cookies of ours go with it.
    const login = await this.#ask('/lti/login', {
      method: 'POST',
      body: new URLSearchParams(this.#platform.initiation(userId)),
      headers: { origin: this.#platform.url, 'sec-fetch-site': 'cross-site', cookie: '' },
    });
    if (login.status !== 302) throw new Error(`the login answered ${login.status}: ${await login.text()}`);
    const page = await (await fetch(login.headers.get('location')!)).text();
    const value = (name: string): string => {
      const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(page);
      if (!found) throw new Error(`the platform answered: ${page}`);
      return found[1];
    };
    const idToken = value('id_token');
    return { state: value('state'), idToken, claims: decodeJwt(idToken) };
  }

  async handOver(form: { state: string; id_token: string }): Promise<globalThis.Response> {
    return this.#ask('/lti/launch', {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { origin: this.#platform.url, 'sec-fetch-site': 'cross-site', cookie: '' },
    });
  }

  /** The whole way. @returns the last answer, which leads nowhere below /lti any more */
  async launch(userId: string): Promise<globalThis.Response> {
    const { state, idToken } = await this.setOut(userId);
    return this.follow(await this.handOver({ state, id_token: idToken }));
  }

  async follow(response: globalThis.Response): Promise<globalThis.Response> {
    let last = response;
    while (last.headers.get('location')?.startsWith('/lti/'))
      last = await this.get(last.headers.get('location')!);
    return last;
  }

  async #ask(
    path: string,
    init: RequestInit & { headers?: Record<string, string> },
  ): Promise<globalThis.Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#site), {
      redirect: 'manual',
      ...init,
      headers: { cookie, ...init.headers },
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!;
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}
