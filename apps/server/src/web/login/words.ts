import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    title: 'Log in',
    lead: 'Homework is handed in with git. Here you see what became of it.',
    email: 'E-mail',
    password: 'Password',
    refused: 'E-mail address and password do not belong together.',
    institution: (name: string) => `Log in with ${name}`,
    or: 'or',
    institutionAway: (name: string) =>
      `The login of ${name} does not answer. Try again in a while, or log in with e-mail and password.`,
    institutionTooLate: 'This login took too long, or began in another browser. Begin again.',
    institutionRefused: (name: string) => `${name} did not let you in. Begin again.`,
    institutionUnknown: (name: string) =>
      `${name} let you in, but no account here has your address, or it is not verified there. Ask your instructor to put it on the roster.`,
    hint: 'The password came with your account. It is not the token that stands in your clone address: that one only opens git.',
  },
  de: {
    title: 'Anmelden',
    lead: 'Abgegeben wird mit git. Hier steht, was daraus geworden ist.',
    email: 'E-Mail',
    password: 'Passwort',
    refused: 'E-Mail-Adresse und Passwort gehören nicht zusammen.',
    institution: (name: string) => `Anmelden mit ${name}`,
    or: 'oder',
    institutionAway: (name: string) =>
      `Die Anmeldung von ${name} antwortet nicht. Versuchen Sie es später, oder melden Sie sich mit E-Mail und Passwort an.`,
    institutionTooLate:
      'Diese Anmeldung hat zu lange gedauert oder in einem anderen Browser begonnen. Beginnen Sie von vorn.',
    institutionRefused: (name: string) => `${name} hat Sie nicht eingelassen. Beginnen Sie von vorn.`,
    institutionUnknown: (name: string) =>
      `${name} hat Sie eingelassen, aber kein Zugang hier hat Ihre Adresse, oder sie ist dort nicht bestätigt. Bitten Sie die Kursleitung, sie in die Teilnehmerliste aufzunehmen.`,
    hint: 'Das Passwort kam mit Ihrem Zugang. Es ist nicht das Token in der Adresse Ihres Repositorys: Dieses öffnet nur git.',
  },
});
