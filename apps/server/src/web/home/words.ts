import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    title: 'Your courses',
    none: 'No courses yet',
    explainNone: (email: string) =>
      `You are logged in as ${email}, but you are not in any course. Ask your instructor to put this address on the roster.`,
    roles: { instructor: 'instructor', assistant: 'assistant', student: 'student' },
  },
  de: {
    title: 'Ihre Kurse',
    none: 'Noch keine Kurse',
    explainNone: (email: string) =>
      `Sie sind als ${email} angemeldet, aber in keinem Kurs. Bitten Sie die Kursleitung, diese Adresse in die Teilnehmerliste aufzunehmen.`,
    roles: { instructor: 'Kursleitung', assistant: 'Assistenz', student: 'Teilnahme' },
  },
});
