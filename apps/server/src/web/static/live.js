// Keeps a page what the server would render now: when told that something changed, fetches the page it is on and
// changes only what differs, so that scrolling, focus and open details stay. After a lost connection, the same.
const url = document.body.dataset.liveUrl;
if (url) follow(url);

function follow(eventsUrl) {
  const events = new EventSource(eventsUrl);
  events.addEventListener('open', () => {
    show(true);
    void refresh();
  });
  events.addEventListener('error', () => show(false));
  events.addEventListener('changed', () => void refresh());
  // Should an announcement be missed: what is unfinished on the page does not stay so for ever.
  setInterval(() => 'unfinished' in document.querySelector('main').dataset && void refresh(), 5_000);
  addEventListener('pagehide', () => events.close());
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

let isFetching = false;
let isStale = false;

async function refresh() {
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
    morph(document.querySelector('main'), fresh.querySelector('main'));
    document.title = fresh.title;
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

/** Makes `old` equal to `fresh` in place; children are matched by id, else by position. */
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE) {
    old.replaceWith(fresh);
    return;
  }
  const text = old.textContent;
  for (const { name } of Array.from(old.attributes))
    if (!fresh.hasAttribute(name) && !isReaders(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (!isReaders(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = old.firstChild;
  for (const child of Array.from(fresh.childNodes)) {
    const match = child.id ? byId.get(child.id) : place?.id ? null : place;
    if (!match) {
      old.insertBefore(child, place);
      continue;
    }
    if (match !== place) old.insertBefore(match, place);
    place = match.nextSibling;
    morph(match, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  if ('flash' in old.dataset && old.textContent !== text) flash(old);
}

/** What the reader or a script has done to the page stays. */
const isReaders = (name) => name === 'open' || name === 'hidden' || name === 'data-enhanced';

function flash(element) {
  element.classList.remove('flash');
  void element.offsetWidth; // so that the animation starts anew
  element.classList.add('flash');
}

function show(isLive) {
  for (const status of document.querySelectorAll('[data-live-status]')) {
    status.hidden = false;
    status.textContent = isLive ? document.body.dataset.live : document.body.dataset.connecting;
    status.classList.toggle('lost', !isLive);
  }
}
