/** Makes `old` equal to `fresh` in place; children are matched by id, else by position. */
export function morph(old: Node, fresh: Node): void {
  if (old.isEqualNode(fresh)) return;
  if (!(old instanceof Element) || !(fresh instanceof Element) || old.nodeName !== fresh.nodeName) {
    (old as ChildNode).replaceWith(fresh);
    return;
  }
  const text = old.textContent;
  morphAttributes(old, fresh);
  morphChildren(old, fresh);
  if (old.hasAttribute('data-flash') && old.textContent !== text) flash(old);
}

function morphAttributes(old: Element, fresh: Element): void {
  for (const { name } of Array.from(old.attributes))
    if (!fresh.hasAttribute(name) && !isReaders(name)) old.removeAttribute(name);
  for (const { name, value } of Array.from(fresh.attributes))
    if (!isReaders(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
}

function morphChildren(old: Element, fresh: Element): void {
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = old.firstChild;
  for (const child of Array.from(fresh.childNodes)) {
    const id = child instanceof Element ? child.id : '';
    const hasOwnId = place instanceof Element && place.id !== '';
    const match: ChildNode | null | undefined = id ? byId.get(id) : hasOwnId ? null : place;
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
}

/** What the reader or a script has done to the page stays. */
const isReaders = (name: string): boolean =>
  name === 'open' || name === 'hidden' || name === 'data-enhanced' || name === 'checked';

function flash(element: Element): void {
  element.classList.remove('flash');
  void (element as HTMLElement).offsetWidth; // so that the animation starts anew
  element.classList.add('flash');
}
