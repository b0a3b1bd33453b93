import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    mistakes: {
      reason: 'Write a reason: it is kept in the audit log and shown to the student.',
      tooLong: 'That is too long.',
      points: 'Write points such as 7.5, not below 0.',
      moment: 'Write a date and time.',
      notAfter: 'This is not after the deadline.',
      empty: 'Write something.',
      email: 'Write an e-mail address.',
      wholeNumber: 'Write a whole number from 0 to 365, or leave it empty.',
      attemptLimit: 'Write a whole number from 1, or leave it empty.',
      percent: 'Write a percentage from 0 to 100, such as 10, or leave it empty.',
      minutes: 'Write minutes from 0 to 1440, or leave it empty.',
      openRegrade: 'A regrade of this assignment waits already: publish or discard it first.',
      nothingToGrade: 'There is nothing to grade again: no submission has been graded.',
      unfinished: 'It is still being graded. Wait until all have ended.',
      noDeadline: 'The assignment has no deadline, so there is nothing to extend.',
      lastInstructor: 'The course would have no instructor left.',
    },
  },
  de: {
    mistakes: {
      reason: 'Bitte einen Grund angeben: er steht im Protokoll und ist für die Person sichtbar.',
      tooLong: 'Das ist zu lang.',
      points: 'Bitte Punkte wie 7,5 angeben, nicht unter 0.',
      moment: 'Bitte Datum und Uhrzeit angeben.',
      notAfter: 'Das ist nicht nach der Frist.',
      empty: 'Bitte etwas schreiben.',
      email: 'Bitte eine E-Mail-Adresse angeben.',
      wholeNumber: 'Bitte eine ganze Zahl von 0 bis 365 angeben oder leer lassen.',
      attemptLimit: 'Bitte eine ganze Zahl ab 1 angeben oder leer lassen.',
      percent: 'Bitte Prozent von 0 bis 100 angeben, etwa 10, oder leer lassen.',
      minutes: 'Bitte Minuten von 0 bis 1440 angeben oder leer lassen.',
      openRegrade: 'Eine Neubewertung dieser Aufgabe ist noch offen: zuerst veröffentlichen oder verwerfen.',
      nothingToGrade: 'Es gibt nichts neu zu bewerten: noch keine Abgabe ist bewertet.',
      unfinished: 'Die Bewertung läuft noch. Bitte warten, bis alle fertig sind.',
      noDeadline: 'Die Aufgabe hat keine Frist, also nichts zu verlängern.',
      lastInstructor: 'Der Kurs hätte dann keine Lehrenden mehr.',
    },
  },
});
