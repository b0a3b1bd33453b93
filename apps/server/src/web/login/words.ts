import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    title: 'Log in',
    lead: 'Homework is handed in with git. Here you see what became of it.',
    email: 'E-mail',
    password: 'Password',
    refused: 'E-mail address and password do not belong together.',
    hint: 'The password came with your account. It is not the token that stands in your clone address: that one only opens git.',
  },
  de: {
    title: 'Anmelden',
    lead: 'Abgegeben wird mit git. Hier steht, was daraus geworden ist.',
    email: 'E-Mail',
    password: 'Passwort',
    refused: 'E-Mail-Adresse und Passwort gehören nicht zusammen.',
    hint: 'Das Passwort kam mit Ihrem Zugang. Es ist nicht das Token in der Adresse Ihres Repositorys: Dieses öffnet nur git.',
  },
});
