import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    title: 'Roster',
    members: (count: string) => `${count} members`,
    search: 'Name or e-mail',
    role: 'Role',
    anyRole: 'every role',
    roles: { instructor: 'instructor', assistant: 'assistant', student: 'student' },
    apply: 'Apply',
    clear: 'Clear',
    name: 'Name',
    email: 'E-mail',
    joined: 'Joined',
    change: 'Change',
    newRole: (name: string) => `Role of ${name}`,
    nobody: 'Nobody matches.',
    pages: 'Pages of the roster',
    addStudents: 'Add students',
    addHint:
      'Paste a list with names and e-mail addresses: CSV from the campus system or a spreadsheet, with or without a header line. Nothing happens before you have seen what would.',
    list: 'List',
    file: 'Or take it from a file',
    look: 'Look at it first',
    addStaff: 'Add staff',
    staffHint:
      'Instructors may change grades and members; assistants look, write notes and help with the queue.',
    addMember: 'Add',
    previewTitle: 'Add students',
    kinds: {
      new: 'new',
      account: 'has an account, joins the course',
      renamed: 'gets another name',
      there: 'already in the course',
    },
    counts: (count: string, kind: string) => `${count}: ${kind}`,
    mistakes: {
      empty: 'The list is empty.',
      unreadable: 'The list cannot be read as CSV.',
      noEmail: 'no e-mail address in this line',
      noName: 'no name in this line',
      twice: 'the same address stands above',
      staff: 'belongs to the staff of the course',
      columns: 'The header names no column for the e-mail address, or none for the name.',
      tooMany: 'That are too many lines; take 5,000 at most.',
    },
    line: 'Line',
    whatHappens: 'What happens',
    was: (name: string) => `was ${name}`,
    mistakesIn: (count: number) => (count === 1 ? '1 line is left out' : `${count} lines are left out`),
    confirm: (count: string) => `Add ${count} and show their access`,
    renameOnly: (count: string) => `Change ${count} names`,
    nothingToDo: 'There is nothing to do: all of them are in the course already.',
    edit: 'Change the list',
    resultTitle: 'Students added',
    once: 'Passwords and tokens are shown only now. Copy them before you leave this page.',
    invitation: 'Invitation',
    table: 'All as CSV, for a mail merge',
    failed: 'failed',
    done: (added: number) =>
      added === 1 ? '1 student is in the course.' : `${added} students are in the course.`,
    noStarter: (slugs: string) =>
      `Their repositories begin without ${slugs}: the folder is not on this server. “residual publish” hands it out.`,
    back: 'To the roster',
    knownPassword: 'the one you have already',
    mail: (to: {
      name: string;
      course: string;
      url: string;
      email: string;
      password: string | null;
      clone: string;
      slug: string;
    }) =>
      `Dear ${to.name},

you are enrolled in ${to.course}.

Your page: ${to.url}
Login: ${to.email}
Password: ${to.password ?? 'the one of the account that you have already'}

Clone your repository once:
git clone ${to.clone} ${to.slug}

The address contains your token; keep it to yourself. Change a program, commit, and push:
the push answers with the verdict.
`,
    staffAdded: 'Added to the staff',
    staffPassword: (email: string) => `Password of ${email}. It is shown only now.`,
    changed: { role: 'The role is changed.', staff: 'The member is added.' },
  },
  de: {
    title: 'Teilnehmende',
    members: (count: string) => `${count} Mitglieder`,
    search: 'Name oder E-Mail',
    role: 'Rolle',
    anyRole: 'jede Rolle',
    roles: { instructor: 'Lehre', assistant: 'Assistenz', student: 'Studium' },
    apply: 'Anwenden',
    clear: 'Zurücksetzen',
    name: 'Name',
    email: 'E-Mail',
    joined: 'Seit',
    change: 'Ändern',
    newRole: (name: string) => `Rolle von ${name}`,
    nobody: 'Niemand passt dazu.',
    pages: 'Seiten der Teilnehmenden',
    addStudents: 'Studierende eintragen',
    addHint:
      'Eine Liste mit Namen und E-Mail-Adressen einfügen: CSV aus dem Campussystem oder einer Tabelle, mit oder ohne Kopfzeile. Es geschieht nichts, bevor zu sehen war, was geschähe.',
    list: 'Liste',
    file: 'Oder aus einer Datei',
    look: 'Erst ansehen',
    addStaff: 'Lehrende eintragen',
    staffHint:
      'Lehrende dürfen Noten und Mitglieder ändern; die Assistenz schaut zu, schreibt Notizen und hilft mit der Warteschlange.',
    addMember: 'Eintragen',
    previewTitle: 'Studierende eintragen',
    kinds: {
      new: 'neu',
      account: 'hat ein Konto, kommt in den Kurs',
      renamed: 'bekommt einen anderen Namen',
      there: 'schon im Kurs',
    },
    counts: (count: string, kind: string) => `${count}: ${kind}`,
    mistakes: {
      empty: 'Die Liste ist leer.',
      unreadable: 'Die Liste ist nicht als CSV lesbar.',
      noEmail: 'keine E-Mail-Adresse in dieser Zeile',
      noName: 'kein Name in dieser Zeile',
      twice: 'dieselbe Adresse steht weiter oben',
      staff: 'gehört zu den Lehrenden des Kurses',
      columns: 'Die Kopfzeile nennt keine Spalte für die E-Mail-Adresse oder keine für den Namen.',
      tooMany: 'Das sind zu viele Zeilen; höchstens 5000.',
    },
    line: 'Zeile',
    whatHappens: 'Was geschieht',
    was: (name: string) => `bisher ${name}`,
    mistakesIn: (count: number) => (count === 1 ? '1 Zeile bleibt weg' : `${count} Zeilen bleiben weg`),
    confirm: (count: string) => `${count} eintragen und Zugänge zeigen`,
    renameOnly: (count: string) => `${count} Namen ändern`,
    nothingToDo: 'Es gibt nichts zu tun: alle sind schon im Kurs.',
    edit: 'Liste ändern',
    resultTitle: 'Studierende eingetragen',
    once: 'Passwörter und Token sind nur jetzt zu sehen. Bitte kopieren, bevor die Seite verlassen wird.',
    invitation: 'Einladung',
    table: 'Alle als CSV, für einen Serienbrief',
    failed: 'misslungen',
    done: (added: number) => (added === 1 ? '1 Person ist im Kurs.' : `${added} Personen sind im Kurs.`),
    noStarter: (slugs: string) =>
      `Die Repositories beginnen ohne ${slugs}: der Ordner ist nicht auf diesem Server. „residual publish“ teilt ihn aus.`,
    back: 'Zu den Teilnehmenden',
    knownPassword: 'das vorhandene',
    mail: (to: {
      name: string;
      course: string;
      url: string;
      email: string;
      password: string | null;
      clone: string;
      slug: string;
    }) =>
      `Guten Tag ${to.name},

der Kurs ${to.course} ist eingerichtet.

Seite: ${to.url}
Anmeldung: ${to.email}
Passwort: ${to.password ?? 'das des vorhandenen Kontos'}

Das Repository einmal klonen:
git clone ${to.clone} ${to.slug}

Die Adresse enthält das Token und ist nicht zum Weitergeben. Ein Programm ändern, committen und
pushen: der Push antwortet mit dem Ergebnis.
`,
    staffAdded: 'Zu den Lehrenden eingetragen',
    staffPassword: (email: string) => `Passwort von ${email}. Es ist nur jetzt zu sehen.`,
    changed: { role: 'Die Rolle ist geändert.', staff: 'Das Mitglied ist eingetragen.' },
  },
});
