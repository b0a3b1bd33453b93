// What scripts say, in the page's language; the server writes it on the body.
interface Words {
  readonly live: string;
  readonly connecting: string;
  readonly copy: string;
  readonly copied: string;
  readonly notAllowed: string;
  readonly run: string;
  readonly notFinite: string;
  readonly training: string;
  readonly validation: string;
  readonly reference: string;
}

export const words: Words = JSON.parse(document.body.dataset.words ?? '{}');

export const locale = document.documentElement.lang === 'de' ? 'de-DE' : 'en-GB';
