// Commands and addresses are copied with a click.
import { words } from './words.ts';

export function offerCopies(): void {
  // Browsers give the clipboard to https and localhost only.
  if (!('clipboard' in navigator)) return;
  for (const text of document.querySelectorAll('[data-copy]'))
    if (!text.querySelector('.copy')) offerCopy(text);
}

function offerCopy(place: Element): void {
  const text = place.textContent.trim();
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = words.copy;
  // Who listens hears what came of it.
  button.ariaLive = 'polite';
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = words.copied),
      () => (button.textContent = words.notAllowed),
    );
    setTimeout(() => (button.textContent = words.copy), 1500);
  });
  place.append(button);
}
