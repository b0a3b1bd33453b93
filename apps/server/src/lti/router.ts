// What platforms and the browsers that they send here ask for, below /lti: our keys, logins, launches, registrations.
// Mount it before the pages: a launch is a form that another site sends.
import { randomBytes } from 'node:crypto';
import {
  answerSchema,
  authorizationUrl,
  canvasConfiguration,
  initiationSchema,
  LaunchError,
  publicKeys,
  register,
  RegistrationError,
  toolUrls,
  verifyLaunch,
  type Launch,
} from '@residual/lti';
import {
  addLtiPlatform,
  arriveByLti,
  beginLtiLogin,
  findLtiPlatforms,
  takeLtiInvitation,
  takeLtiState,
  type LtiLogin,
} from '@residual/store';
import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { errorPage } from '../web/error-page.ts';
import { HttpError, notFound } from '../web/http-error.ts';
import { languageOf, recognizeLanguage } from '../web/language/language.ts';
import { limitTries } from '../web/login/limits.ts';
import { refuseCrossSite, securityHeaders } from '../web/security.ts';
import { recognizeViewer } from '../web/viewer.ts';
import { arrivalRoutes } from './arrival-route.ts';
import { setBrowserCookie } from './browser-cookie.ts';
import { newWindowPage, registeredPage } from './framed-pages.ts';
import { Platforms } from './platforms.ts';
import { words } from './words.ts';

const registrationQuery = z.object({
  openid_configuration: z.url({ protocol: /^https?$/ }).max(2_000),
  registration_token: z.string().max(10_000).optional(),
});

export function ltiRouter(context: ServerContext, platforms = new Platforms(context)): Router {
  const { store, log, configuration } = context;
  const { publicUrl } = configuration;
  const urls = toolUrls(platforms.tool);
  const lti = Router();
  lti.use(securityHeaders(publicUrl), recognizeLanguage);

  lti.get('/jwks.json', async (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(publicKeys(await platforms.toolKeys()));
  });
  lti.get('/canvas.json', (_request, response) => {
    response.json(canvasConfiguration(platforms.tool));
  });

  lti.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  lti.use(['/login', '/launch', '/register'], limitTries({ limit: 300, identifier: 'lti' }));
  const readForm = express.urlencoded({ extended: false, limit: '200kb', parameterLimit: 50 });

  const login = async (request: Request, response: Response): Promise<void> => {
    // A frame has no cookies of ours, and no page of ours that holds anything may stand in one.
    const isFramed = ['iframe', 'frame', 'embed', 'object'].includes(request.get('sec-fetch-dest') ?? '');
    if (isFramed) mayBeFramed(response);
    const say = words[languageOf(response)];
    const parameters: unknown = request.method === 'POST' ? request.body : request.query;
    const read = initiationSchema.safeParse(parameters);
    if (!read.success) throw new HttpError(400, say.notALogin(String(read.error.issues[0].path[0])));
    const initiation = read.data;
    const found = await findLtiPlatforms(store, { issuer: initiation.iss, clientId: initiation.client_id });
    const [platform] = found;
    if (!platform) throw new HttpError(400, say.unknownPlatform(initiation.iss));
    if (found.length > 1) throw new HttpError(400, say.whichClient(initiation.iss));
    if (new URL(initiation.target_link_uri).origin !== new URL(publicUrl).origin)
      throw new HttpError(400, say.otherTarget);
    if (isFramed) {
      const again = new URLSearchParams(Object.entries(initiation));
      response.send(newWindowPage({ href: `${urls.login}?${again}`, language: languageOf(response) }));
      return;
    }
    const [state, nonce, browser] = [secret(), secret(), secret()];
    const id = await beginLtiLogin(store, { platformId: platform.id, state, nonce, browser });
    setBrowserCookie(context, response, { id, browser });
    const url = authorizationUrl(initiation, {
      endpoint: platform.authorizationUrl,
      clientId: platform.clientId,
      redirectUri: urls.launch,
      state,
      nonce,
    });
    response.redirect(302, url.href);
  };
  lti.get('/login', login);
  lti.post('/login', readForm, login);

  lti.post('/launch', readForm, async (request, response) => {
    const say = words[languageOf(response)];
    const answer = answerSchema.safeParse(request.body);
    if (!answer.success) throw new HttpError(400, say.notALaunch);
    const begun = await takeLtiState(store, answer.data.state);
    if (!begun) throw new HttpError(400, say.usedLaunch);
    if (!('id_token' in answer.data)) {
      const { error, error_description: description } = answer.data;
      throw new HttpError(403, say.platformRefused(begun.platform.name, description ?? error));
    }
    const launch = await verify(begun, answer.data.id_token, say);
    await arriveByLti(store, begun.id, launch);
    response.redirect(303, `/lti/arrived/${begun.id}`);
  });

  /** @throws HttpError */
  async function verify(
    { platform, nonce }: LtiLogin,
    idToken: string,
    say: (typeof words)['en'],
  ): Promise<Launch> {
    try {
      return await verifyLaunch(idToken, {
        platform,
        nonce,
        deployments: platform.deployments,
        keys: platforms.keys.at(platform.keysUrl),
        publicUrl,
        now: new Date(),
      });
    } catch (error) {
      log.warn({ err: error, issuer: platform.issuer }, 'a launch was refused');
      if (error instanceof LaunchError) throw new HttpError(401, say.refusedLaunch(error.message));
      throw new HttpError(502, say.keysAway(platform.name));
    }
  }

  lti.get('/register/:invitation', async (request: Request<{ invitation: string }>, response) => {
    // Also what went wrong.
    mayBeFramed(response);
    const say = words[languageOf(response)];
    const query = registrationQuery.safeParse(request.query);
    if (!query.success) throw new HttpError(400, say.notARegistration);
    const invitation = await takeLtiInvitation(store, request.params.invitation);
    if (!invitation) throw new HttpError(404, say.usedInvitation);
    const { openid_configuration: configurationUrl, registration_token: token = null } = query.data;
    const registered = await register(platforms.tool, {
      configurationUrl,
      token,
      fetch: platforms.fetch,
    }).catch((error: unknown) => {
      log.warn({ err: error, configurationUrl }, 'a platform could not be registered');
      const why = error instanceof RegistrationError ? error.message : say.noAnswer;
      throw new HttpError(502, say.notRegistered(why));
    });
    const added = await addLtiPlatform(store, { ...registered, ...invitation });
    if (!added) throw new HttpError(409, say.registeredAlready(registered.name));
    response.send(registeredPage({ name: registered.name, language: languageOf(response) }));
  });

  lti.use(refuseCrossSite(publicUrl), express.urlencoded({ extended: false, limit: '10kb' }));
  lti.use(recognizeViewer(context), recognizeLanguage);
  lti.use(arrivalRoutes(context));
  lti.use((_request, _response, next) => next(notFound()));
  lti.use(errorPage(context));
  return Router().use('/lti', lti);
}

const secret = (): string => randomBytes(32).toString('base64url');

/** Only for pages that hold nothing and change nothing: platforms show tools in frames. */
function mayBeFramed(response: Response): void {
  const policy = String(response.getHeader('content-security-policy'));
  response.set('Content-Security-Policy', policy.replace("frame-ancestors 'none'", 'frame-ancestors *'));
  response.removeHeader('X-Frame-Options');
}
