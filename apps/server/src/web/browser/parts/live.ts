// Keeps a page what the server would render now: when told that something changed, fetches the page it is on and
// changes only what differs, so that scrolling, focus and open details stay. After a lost connection the browser says
// which announcement was its last, and the server whether there was another.
import { morph } from './morph.ts';
import { words } from './words.ts';

/** Does nothing on a page of which nothing is announced. */
export function followChanges(): void {
  const eventsUrl = document.body.dataset.liveUrl;
  if (eventsUrl === undefined) return;
  const events = new EventSource(eventsUrl);
  let isFirst = true;
  events.addEventListener('open', () => {
    show(true);
    // The page may be older than what is announced from now on.
    if (isFirst) void refresh();
    isFirst = false;
  });
  events.addEventListener('error', () => show(false));
  events.addEventListener('changed', () => void refresh());
  // Should an announcement be missed: what is unfinished on the page does not stay so for ever.
  setInterval(() => mainOf(document).dataset.unfinished !== undefined && void refresh(), 5_000);
  addEventListener('pagehide', () => events.close());
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

const mainOf = (page: Document): HTMLElement => page.querySelector('main')!;

let isFetching = false;
let isStale = false;

async function refresh(): Promise<void> {
  if (isFetching) {
    isStale = true;
    return;
  }
  isFetching = true;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (response.redirected || response.status === 404) return location.reload();
    if (!response.ok) throw new Error(`the page answered ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    morph(mainOf(document), mainOf(fresh));
    document.title = fresh.title;
    show(isConnected);
    document.dispatchEvent(new CustomEvent('refreshed'));
  } catch (error) {
    console.warn('The page could not be brought up to date; the next change tries again.', error);
  } finally {
    isFetching = false;
    if (isStale) {
      isStale = false;
      void refresh();
    }
  }
}

let isConnected = false;

function show(isLive: boolean): void {
  isConnected = isLive;
  for (const status of document.querySelectorAll<HTMLElement>('[data-live-status]')) {
    status.hidden = false;
    status.textContent = isLive ? words.live : words.connecting;
    status.classList.toggle('lost', !isLive);
  }
}
