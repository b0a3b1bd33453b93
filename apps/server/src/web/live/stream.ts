// Server-sent events: "this page has changed". The browser then fetches the page it is on, so that what it shows
// is always what the server would render, under the same authorization. Each announcement has an id; a browser that
// comes back says the last it heard (Last-Event-ID) and is told at once if there was another.
import type { AttemptPlace } from '@residual/store';
import type { Response } from 'express';
import type { GradingActivity } from './activity.ts';

const HEARTBEAT_MS = 15_000;
/** At most two announcements a second; the first goes out at once. */
const QUIET_MS = 500;

export function streamChanges(
  response: Response,
  options: { activity: GradingActivity; concerns: (place: AttemptPlace) => boolean; stopping: AbortSignal },
): void {
  const { activity, concerns, stopping } = options;
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const { revisions } = activity;
  response.write(`retry: 2000\nid: ${revisions.current}\n\n`);

  let quiet: NodeJS.Timeout | undefined;
  let isPending = false;
  const announce = (): void => {
    isPending = quiet !== undefined;
    if (isPending) return;
    response.write(`id: ${revisions.current}\nevent: changed\ndata:\n\n`);
    quiet = setTimeout(() => {
      quiet = undefined;
      if (isPending) announce();
    }, QUIET_MS);
  };
  const unsubscribe = activity.subscribe((place) => {
    if (concerns(place)) announce();
  });
  const seen = response.req.get('last-event-id');
  if (seen !== undefined && revisions.hasChangedSince(seen, concerns)) announce();
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  const end = (): void => {
    unsubscribe();
    clearInterval(heartbeat);
    clearTimeout(quiet);
    stopping.removeEventListener('abort', end);
    response.end();
  };
  response.on('close', end);
  stopping.addEventListener('abort', end);
  if (stopping.aborted) end();
}
