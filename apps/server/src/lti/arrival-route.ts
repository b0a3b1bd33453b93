// Where a launch ends: in an account and a course, or on a page that says what is missing.
//
// A platform opens an account if its owner has linked the two, or if the account was made for what the platform said
// of somebody whom nobody here knew, and does not teach or look after more by now than courses of that platform. An
// equal e-mail address alone never opens one.
import { launchSchema, type Launch } from '@residual/lti';
import {
  connectLtiContext,
  endLtiArrival,
  findEnrollment,
  findLtiArrival,
  findLtiContext,
  findLtiIdentity,
  findUserByEmail,
  isStaffBeyondPlatform,
  linkLtiIdentity,
  setLtiMember,
  setLtiServices,
  type LtiContext,
  type LtiIdentity,
  type LtiPlatform,
  type Membership,
  type Viewer,
} from '@residual/store';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { HttpError, notFound } from '../web/http-error.ts';
import { languageOf, type Language } from '../web/language/language.ts';
import { logIn, viewerOf } from '../web/viewer.ts';
import { connectPage, linkPage, loginFirstPage } from './arrival-page.ts';
import { clearBrowserCookie, readBrowserCookie } from './browser-cookie.ts';
import { enrollByPlatform, makeAccount } from './enroll.ts';
import { words } from './words.ts';

type ArrivalRequest = Request<{ login: string }>;

const connectForm = z.object({ course: z.uuid() });

interface Arrival {
  readonly id: string;
  readonly platform: LtiPlatform;
  readonly launch: Launch;
  /** Null: the platform's course is not connected. */
  readonly context: LtiContext | null;
  /** Whom the platform may open; null: nobody yet. */
  readonly account: LtiIdentity['user'] | null;
  readonly viewer: Viewer | null;
  readonly language: Language;
}

export function arrivalRoutes(context: ServerContext): Router {
  const { store } = context;
  const router = Router();

  /** @throws HttpError 403 unless it is this browser's */
  async function requireArrival(request: ArrivalRequest, response: Response): Promise<Arrival> {
    const language = languageOf(response);
    const id = z.uuid().safeParse(request.params.login).data;
    if (id === undefined) throw notFound();
    const browser = readBrowserCookie(context, request, id);
    const login = browser === null ? null : await findLtiArrival(store, { id, browser });
    if (!login) throw new HttpError(403, words[language].otherBrowser);
    const { platform } = login;
    const launch = launchSchema.parse(login.launch);
    return {
      id,
      platform,
      launch,
      language,
      viewer: viewerOf(response),
      account: await findAccount(platform.id, launch.subject),
      context: launch.context
        ? await findLtiContext(store, {
            platformId: platform.id,
            deploymentId: launch.deploymentId,
            contextId: launch.context.id,
          })
        : null,
    };
  }

  async function findAccount(platformId: string, subject: string): Promise<Arrival['account']> {
    const identity = await findLtiIdentity(store, { platformId, subject });
    if (!identity) return null;
    const mayOpen =
      identity.isConfirmed || !(await isStaffBeyondPlatform(store, { userId: identity.user.id, platformId }));
    return mayOpen ? identity.user : null;
  }

  router.get('/arrived/:login', async (request: ArrivalRequest, response) => {
    const arrival = await requireArrival(request, response);
    const { launch, account, viewer, language } = arrival;
    const say = words[language];
    if (launch.context === null) throw new HttpError(400, say.noContext);
    if (!arrival.context && launch.role !== 'instructor') throw new HttpError(403, say.notConnected);
    // Whoever is in the course here comes in all the same: somebody who administers the platform, say.
    if (launch.role === null && !account) throw new HttpError(403, say.noRole);
    if (account) {
      if (arrival.context) return enter(request, response, { ...arrival, context: arrival.context, account });
      await logIn(context, request, response, account.id);
      if (viewer?.userId !== account.id) return response.redirect(303, `/lti/arrived/${arrival.id}`);
      return void response.send(
        connectPage({
          ...arrival,
          title: launch.context.title,
          viewer,
          courses: coursesToConnect(arrival, viewer),
        }),
      );
    }
    if (viewer) return void response.send(linkPage({ ...arrival, viewer }));
    const isKnown = launch.email !== null && (await findUserByEmail(store, launch.email)) !== null;
    if (isKnown || launch.email === null || !arrival.context)
      return void response.send(
        loginFirstPage({
          ...arrival,
          reason: isKnown ? 'known' : launch.email === null ? 'no email' : 'connect',
        }),
      );
    const made = await makeAccount(context, arrival.context, { ...launch, email: launch.email });
    await linkLtiIdentity(store, {
      platformId: arrival.platform.id,
      subject: launch.subject,
      userId: made.id,
      isConfirmed: false,
    });
    return enter(request, response, { ...arrival, context: arrival.context, account: made });
  });

  async function enter(
    request: Request,
    response: Response,
    arrival: Arrival & { context: LtiContext; account: LtiIdentity['user'] },
  ): Promise<void> {
    const { id, launch, account, context: connection } = arrival;
    const { course } = connection;
    // Twice at once comes to one.
    if (!(await endLtiArrival(store, id))) throw new HttpError(403, words[arrival.language].otherBrowser);
    const { lineItemsUrl, membershipsUrl, scopes } = launch.services;
    await setLtiServices(store, connection.id, {
      title: launch.context?.title ?? connection.title,
      // Not every link of a platform tells of them.
      lineItemsUrl: lineItemsUrl ?? connection.lineItemsUrl,
      membershipsUrl: membershipsUrl ?? connection.membershipsUrl,
      scopes: lineItemsUrl === null ? connection.scopes : scopes,
    });
    if (!(await enrollByPlatform(context, connection, { account, role: launch.role })))
      throw new HttpError(403, words[arrival.language].noRole);
    const enrollment = await findEnrollment(store, { courseId: course.id, userId: account.id });
    if (enrollment?.role === 'student')
      await setLtiMember(store, {
        contextId: connection.id,
        subject: launch.subject,
        enrollmentId: enrollment.id,
      });
    clearBrowserCookie(context, response, id);
    await logIn(context, request, response, account.id);
    response.redirect(303, `/courses/${course.slug}`);
  }

  /** The account's owner says that the platform may open it. */
  router.post('/arrived/:login/link', async (request: ArrivalRequest, response) => {
    const { id, platform, launch, viewer, language } = await requireArrival(request, response);
    if (!viewer) throw notFound();
    const isLinked = await linkLtiIdentity(store, {
      platformId: platform.id,
      subject: launch.subject,
      userId: viewer.userId,
      isConfirmed: true,
    });
    if (!isLinked) throw new HttpError(409, words[language].linkedElsewhere(platform.name));
    response.redirect(303, `/lti/arrived/${id}`);
  });

  /** Whoever teaches both courses connects them. */
  router.post('/arrived/:login/connect', async (request: ArrivalRequest, response) => {
    const { id, platform, launch, account, viewer } = await requireArrival(request, response);
    const form = connectForm.safeParse(request.body);
    const isTheirs = viewer !== null && account?.id === viewer.userId && launch.role === 'instructor';
    if (!isTheirs || !form.success || !launch.context) throw notFound();
    const course = coursesToConnect({ platform }, viewer).find(
      ({ id: courseId }) => courseId === form.data.course,
    );
    if (!course) throw notFound();
    await connectLtiContext(store, {
      platformId: platform.id,
      deploymentId: launch.deploymentId,
      contextId: launch.context.id,
      title: launch.context.title,
      ...launch.services,
      courseId: course.id,
      by: viewer.email,
    });
    await endLtiArrival(store, id);
    clearBrowserCookie(context, response, id);
    response.redirect(303, `/courses/${course.slug}/lti?done=connected`);
  });

  return router;
}

/**
 * Courses that somebody may connect with what the platform says. Whoever registers a platform can speak for all its people:
 * an instructor does that for courses of their own, an administrator for all.
 */
function coursesToConnect({ platform }: Pick<Arrival, 'platform'>, viewer: Viewer): Membership['course'][] {
  const own = viewer.memberships.filter(({ role }) => role === 'instructor').map(({ course }) => course);
  return platform.isShared || own.some(({ id }) => id === platform.courseId) ? own : [];
}
