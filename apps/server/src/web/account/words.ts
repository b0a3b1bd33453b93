import { defineWords } from '../language/language.ts';

export const words = defineWords({
  en: {
    title: 'Your account',
    password: 'Password',
    current: 'Password until now',
    next: 'New password',
    repeat: 'New password again',
    nextHint: 'At least 12 characters. A few random words are easier to remember than odd signs.',
    change: 'Change the password',
    keys: 'SSH keys',
    keysText: 'Who holds the private half of a key opens your repositories with git.',
    noKeys: 'No key is registered.',
    key: 'Public key',
    keyHint: 'The one line of a file such as ~/.ssh/id_ed25519.pub',
    addKey: 'Register the key',
    remove: 'Remove',
    registered: 'registered',
    sessions: 'Logged in',
    sessionsText: (count: string, isOne: boolean) =>
      isOne
        ? 'You are logged in here alone.'
        : `You are logged in in ${count} browsers, this one among them.`,
    endOthers: 'Log out everywhere else',
    platforms: 'Learning platforms',
    platformsText:
      'Who comes from these as you is let in to this account. Without the link you log in with your password; if you have none, an instructor makes you one.',
    linkedSince: 'linked',
    unlink: 'Unlink',
    institution: 'Login of your institution',
    linked: (name: string) => `Linked with ${name}: you may log in there.`,
    notLinked: (name: string) =>
      `Not linked with ${name} yet. It is linked when you log in there with this e-mail address.`,
    done: {
      password: 'The password is changed; other browsers are logged out.',
      key: 'The key is registered.',
      removed: 'The key is removed.',
      unlinked: 'The learning platform lets nobody in to this account any more.',
      sessions: 'Other browsers are logged out.',
    } as Readonly<Record<string, string>>,
    mistakes: {
      wrong: 'This is not your password.',
      short: 'Write at least 12 characters.',
      long: 'Write at most 200 characters.',
      differs: 'The two differ.',
      same: 'This is the password that you have.',
      notAKey: 'This is no public key: copy the line of a file that ends with .pub.',
      otherAccount: 'This key is registered for another account: make a new one with ssh-keygen.',
    } as Readonly<Record<string, string>>,
  },
  de: {
    title: 'Ihr Zugang',
    password: 'Passwort',
    current: 'Bisheriges Passwort',
    next: 'Neues Passwort',
    repeat: 'Neues Passwort noch einmal',
    nextHint:
      'Mindestens 12 Zeichen. Ein paar zufällige Wörter merkt man sich leichter als seltsame Zeichen.',
    change: 'Passwort ändern',
    keys: 'SSH-Schlüssel',
    keysText: 'Wer die private Hälfte eines Schlüssels hat, öffnet Ihre Repositorys mit git.',
    noKeys: 'Es ist kein Schlüssel eingetragen.',
    key: 'Öffentlicher Schlüssel',
    keyHint: 'Die eine Zeile einer Datei wie ~/.ssh/id_ed25519.pub',
    addKey: 'Schlüssel eintragen',
    remove: 'Entfernen',
    registered: 'eingetragen',
    sessions: 'Angemeldet',
    sessionsText: (count: string, isOne: boolean) =>
      isOne
        ? 'Sie sind nur hier angemeldet.'
        : `Sie sind in ${count} Browsern angemeldet, diesen mitgezählt.`,
    endOthers: 'Überall sonst abmelden',
    platforms: 'Lernplattformen',
    platformsText:
      'Wer von diesen als Sie kommt, wird in diesen Zugang eingelassen. Ohne die Verknüpfung melden Sie sich mit dem Passwort an; haben Sie keines, geben Lehrende Ihnen eines.',
    linkedSince: 'verknüpft',
    unlink: 'Lösen',
    institution: 'Anmeldung Ihrer Einrichtung',
    linked: (name: string) => `Verknüpft mit ${name}: Sie können sich dort anmelden.`,
    notLinked: (name: string) =>
      `Noch nicht mit ${name} verknüpft. Das geschieht, wenn Sie sich dort mit dieser E-Mail-Adresse anmelden.`,
    done: {
      password: 'Das Passwort ist geändert; andere Browser sind abgemeldet.',
      key: 'Der Schlüssel ist eingetragen.',
      removed: 'Der Schlüssel ist entfernt.',
      unlinked: 'Die Lernplattform lässt niemanden mehr in diesen Zugang ein.',
      sessions: 'Andere Browser sind abgemeldet.',
    },
    mistakes: {
      wrong: 'Das ist nicht Ihr Passwort.',
      short: 'Mindestens 12 Zeichen.',
      long: 'Höchstens 200 Zeichen.',
      differs: 'Die beiden sind verschieden.',
      same: 'Dieses Passwort haben Sie schon.',
      notAKey: 'Das ist kein öffentlicher Schlüssel: Kopieren Sie die Zeile einer Datei, die auf .pub endet.',
      otherAccount: 'Dieser Schlüssel gehört zu einem anderen Zugang: Machen Sie mit ssh-keygen einen neuen.',
    },
  },
});
