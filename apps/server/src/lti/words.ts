import { defineWords } from '../web/language/language.ts';
import type { PlannedScore } from './grade-plan.ts';
import type { RosterProblem } from './roster-sync.ts';

type Texts<Key extends string = string> = Readonly<Record<Key, string>>;

export const words = defineWords({
  en: {
    // on the way here
    notALogin: (name: string) =>
      `This is not how a learning platform begins a login (LTI 1.3): ${name} is missing or wrong.`,
    unknownPlatform: (issuer: string) =>
      `The learning platform ${issuer} is not registered here. Instructors register it on the page LMS of their course.`,
    whichClient: (issuer: string) =>
      `${issuer} is registered here several times, and has not said which of them this is (client_id).`,
    otherTarget:
      'This link of the learning platform leads to another site. Ask your teaching staff to mend it.',
    newWindow: 'Residual opens in a window of its own',
    newWindowHint: 'Whoever set up the link can have it open there at once: choose “new window”.',
    open: 'Open',
    notALaunch: 'This is not how a learning platform answers (LTI 1.3): it sends a state and a token.',
    usedLaunch:
      'This link was used already, or took too long. Go back to your learning platform and open it again.',
    platformRefused: (name: string, why: string) => `${name} has refused: ${why}`,
    refusedLaunch: (why: string) =>
      `The learning platform’s word was not believed: ${why}. Open the link again; if that does not help, tell your teaching staff.`,
    keysAway: (name: string) => `The keys of ${name} could not be fetched. Try again in a minute.`,
    otherBrowser:
      'This way in was used already, took too long, or began in another browser. Open the link in your learning platform again; cookies must be allowed.',
    noContext: 'The link stands outside of a course. Open it in a course of your learning platform.',
    noRole: 'In that course you neither teach nor learn.',
    notConnected:
      'That course is not connected with one here yet. Its instructors connect it: they open the same link.',
    // asked for before somebody is let in
    platform: 'Learning platform',
    person: 'Who has come',
    unnamed: 'without a name',
    loginFirst: 'Log in once',
    loginReasons: {
      known:
        'There is an account here with this e-mail address. Log in to it with its password once; from then on the learning platform lets you in.',
      'no email':
        'The learning platform does not tell your e-mail address. If you have an account here, log in to it once. Otherwise ask your teaching staff to add you, or to let the platform share addresses with this link.',
      connect:
        'That course is not connected with one here yet. Log in to your account in order to connect it.',
    } as Texts<'known' | 'no email' | 'connect'>,
    toLogin: 'To the login',
    link: 'Link your account',
    linkText: (name: string, email: string) =>
      `You are logged in as ${name} (${email}). From now on, shall whoever comes as the person below from this learning platform be let in to that account?`,
    linkHint: (name: string) =>
      `Those who run ${name} could then get into the account. If it is not you who has come, do not link it.`,
    linkButton: 'Link',
    linkedElsewhere: (name: string) =>
      `Your account, or this person of ${name}, is linked with another one already.`,
    connect: (title: string) => `Connect “${title}”`,
    connectText:
      'With which course here? Its students are then let in from there, and you can take over the roster and send grades.',
    noCourse:
      'You may connect it with none of your courses: only instructors of the course from which the platform was registered may, or everybody once an administrator of this site has registered it.',
    course: 'Course',
    connectButton: 'Connect',
    // registration by the platform
    notARegistration: 'This address is for a learning platform’s dynamic registration (LTI).',
    usedInvitation: 'This registration link was used already or has expired. Make a new one.',
    noAnswer: 'it cannot be reached',
    notRegistered: (why: string) =>
      `The learning platform could not be registered: ${why}. Make a new registration link and try again.`,
    registeredAlready: (name: string) => `${name} has been registered already.`,
    registered: (name: string) => `${name} is registered`,
    registeredHint: 'Activate the tool there and add it to a course; its instructor opens it once.',
    // the page of a course
    title: 'Learning platforms',
    lead: 'Moodle, Canvas and others: students come in from there, rosters are taken over, grades are sent (LTI 1.3).',
    connected: 'Connected courses',
    noConnections: 'None yet.',
    howToConnect:
      'To connect a course, add the registered tool to it on its platform, open it there as its instructor, and choose this course.',
    theirCourse: 'Course there',
    offers: 'Offers',
    since: 'Connected',
    nothing: 'nothing: the platform grants neither roster nor gradebook',
    roster: 'Roster',
    gradebook: 'Gradebook',
    platforms: 'Registered from this course',
    name: 'Name',
    deployments: 'Deployments',
    newDeployment: (name: string) => `Another deployment ID of ${name}`,
    add: 'Add',
    remove: 'Remove',
    removeHint:
      'Removing a platform also removes its connections and the links of accounts. Nobody leaves a course by it.',
    dynamic: 'Register by a link',
    dynamicText:
      'Give the link to whoever runs the platform (Moodle: “Tool URL”). It works once, within a day.',
    invitation: 'The registration link; it is shown only now:',
    invite: 'Make a link',
    manual: 'Register by hand',
    manualText: 'The platform asks for these (Canvas takes all of them from the last address):',
    theirsText: 'and tells these:',
    urls: {
      target: 'Tool URL, target link',
      login: 'Initiate login URL',
      launch: 'Redirection URI',
      keys: 'Public keyset URL',
      canvas: 'Configuration for Canvas',
    } as Texts,
    fields: {
      name: 'Name, as pages here show it',
      issuer: 'Platform ID, issuer',
      clientId: 'Client ID',
      authorizationUrl: 'Authentication request URL',
      tokenUrl: 'Access token URL',
      keysUrl: 'Public keyset URL',
      tokenAudience: 'Audience of token requests',
      deployment: 'Deployment ID',
    } as Texts,
    audienceHint: 'Only if the platform names one.',
    deploymentHint: 'Left empty, it is learnt when the first course is connected.',
    register: 'Register',
    mistakes: {
      empty: 'Write something.',
      url: 'Write an address that begins with https://.',
      registered: 'This platform is registered with this client ID already, from this course or another.',
    } as Texts,
    done: {
      registered: 'The platform is registered.',
      removed: 'The platform is removed.',
      connected: 'The course is connected.',
      disconnected: 'The course is no longer connected.',
    } as Texts,
    // a connection
    platformSaid: 'The platform refused:',
    noRoster: 'The platform does not share its roster with this tool.',
    rosterText:
      'Students of the course there are added here. Nobody is removed, and nobody’s role or name is changed.',
    takeOver: 'Take over the roster',
    taken: 'The roster was taken over',
    added: 'added',
    hadAccount: 'had an account',
    known: 'were here already',
    staff: 'teach there',
    problems: 'not taken over',
    why: {
      'no email': 'the platform does not tell an e-mail address',
      'staff here': 'teaches here',
      twice: 'is there twice',
      failed: 'failed on our side; try again',
    } as Texts<RosterProblem>,
    missing: 'students here who are not in the course there',
    noGradebook: 'The platform does not let this tool write into its gradebook.',
    states: {
      'to send': 'to be sent',
      failed: 'failed',
      same: 'as in the gradebook there',
      nothing: 'without points yet',
      left: 'without points now: the gradebook keeps what it has',
      'unknown student': 'of students unknown there: take over the roster',
      'no maximum': 'out of 0 points, which a gradebook does not take',
    } as Texts<PlannedScore['state']>,
    endedEarly: 'The latest sending ended early:',
    sending: 'Grades are being sent.',
    sendingAlready: 'Grades are being sent already. Wait until that has ended.',
    missingZero: 'send 0 for what is missing after its deadline',
    send: 'Send grades',
    resend: (count: string) => `Send the failed again (${count})`,
    sendHint:
      'Only what has changed is sent, one column an assignment. Excused and ungraded work is left as it is there.',
    scores: 'Scores',
    student: 'Student',
    assignment: 'Assignment',
    grade: 'Grade',
    there: 'Sent',
    state: 'State',
    disconnect: 'Disconnect',
    disconnectText: 'Students stay in the course, grades stay in the gradebook.',
    disconnectButton: 'Disconnect this course',
  },
  de: {
    notALogin: (name: string) =>
      `So beginnt eine Lernplattform keine Anmeldung (LTI 1.3): ${name} fehlt oder ist falsch.`,
    unknownPlatform: (issuer: string) =>
      `Die Lernplattform ${issuer} ist hier nicht eingetragen. Das tun Lehrende auf der Seite LMS ihres Kurses.`,
    whichClient: (issuer: string) =>
      `${issuer} ist hier mehrfach eingetragen und hat nicht gesagt, als welche sie kommt (client_id).`,
    otherTarget:
      'Dieser Verweis der Lernplattform führt zu einer anderen Seite. Bitten Sie die Kursleitung, ihn zu berichtigen.',
    newWindow: 'Residual öffnet sich in einem eigenen Fenster',
    newWindowHint: 'Wer den Verweis eingerichtet hat, kann das dort gleich so einstellen: „neues Fenster“.',
    open: 'Öffnen',
    notALaunch: 'So antwortet eine Lernplattform nicht (LTI 1.3): Sie schickt einen Zustand und ein Token.',
    usedLaunch:
      'Dieser Verweis wurde schon benutzt, oder es hat zu lange gedauert. Öffnen Sie ihn in der Lernplattform noch einmal.',
    platformRefused: (name: string, why: string) => `${name} hat abgelehnt: ${why}`,
    refusedLaunch: (why: string) =>
      `Der Lernplattform wurde nicht geglaubt: ${why}. Öffnen Sie den Verweis noch einmal; hilft das nicht, sagen Sie es der Kursleitung.`,
    keysAway: (name: string) =>
      `Die Schlüssel von ${name} waren nicht abzurufen. Versuchen Sie es in einer Minute noch einmal.`,
    otherBrowser:
      'Dieser Zugang wurde schon benutzt, hat zu lange gedauert oder in einem anderen Browser begonnen. Öffnen Sie den Verweis in der Lernplattform noch einmal; Cookies müssen erlaubt sein.',
    noContext: 'Der Verweis steht außerhalb eines Kurses. Öffnen Sie ihn in einem Kurs der Lernplattform.',
    noRole: 'In jenem Kurs lehren und lernen Sie nicht.',
    notConnected:
      'Jener Kurs ist noch mit keinem hier verbunden. Das tun seine Lehrenden: Sie öffnen denselben Verweis.',
    platform: 'Lernplattform',
    person: 'Wer gekommen ist',
    unnamed: 'ohne Namen',
    loginFirst: 'Einmal anmelden',
    loginReasons: {
      known:
        'Es gibt hier einen Zugang mit dieser E-Mail-Adresse. Melden Sie sich einmal mit seinem Passwort an; danach lässt die Lernplattform Sie ein.',
      'no email':
        'Die Lernplattform nennt Ihre E-Mail-Adresse nicht. Haben Sie hier einen Zugang, melden Sie sich einmal an. Sonst bitten Sie die Kursleitung, Sie aufzunehmen oder die Plattform Adressen an diesen Verweis weitergeben zu lassen.',
      connect:
        'Jener Kurs ist noch mit keinem hier verbunden. Melden Sie sich an Ihrem Zugang an, um ihn zu verbinden.',
    },
    toLogin: 'Zur Anmeldung',
    link: 'Zugang verknüpfen',
    linkText: (name: string, email: string) =>
      `Sie sind als ${name} (${email}) angemeldet. Soll von nun an in diesen Zugang eingelassen werden, wer als die unten genannte Person von dieser Lernplattform kommt?`,
    linkHint: (name: string) =>
      `Wer ${name} betreibt, könnte dann in den Zugang. Sind nicht Sie gekommen, verknüpfen Sie ihn nicht.`,
    linkButton: 'Verknüpfen',
    linkedElsewhere: (name: string) =>
      `Ihr Zugang oder diese Person von ${name} ist schon mit einem anderen verknüpft.`,
    connect: (title: string) => `„${title}“ verbinden`,
    connectText:
      'Mit welchem Kurs hier? Dessen Studierende werden dann von dort eingelassen, und Sie können die Teilnehmerliste übernehmen und Noten senden.',
    noCourse:
      'Sie können ihn mit keinem Ihrer Kurse verbinden: Das dürfen nur die Lehrenden des Kurses, von dem aus die Plattform eingetragen wurde, oder alle, wenn sie von der Administration dieser Seite eingetragen wurde.',
    course: 'Kurs',
    connectButton: 'Verbinden',
    notARegistration: 'Diese Adresse ist für die dynamische Registrierung einer Lernplattform (LTI).',
    usedInvitation:
      'Dieser Registrierungslink wurde schon benutzt oder ist abgelaufen. Erstellen Sie einen neuen.',
    noAnswer: 'sie ist nicht zu erreichen',
    notRegistered: (why: string) =>
      `Die Lernplattform konnte nicht eingetragen werden: ${why}. Erstellen Sie einen neuen Registrierungslink und versuchen Sie es noch einmal.`,
    registeredAlready: (name: string) => `${name} ist schon eingetragen.`,
    registered: (name: string) => `${name} ist eingetragen`,
    registeredHint:
      'Aktivieren Sie das Werkzeug dort und fügen Sie es einem Kurs hinzu; wer ihn leitet, öffnet es einmal.',
    title: 'Lernplattformen',
    lead: 'Moodle, Canvas und andere: Studierende kommen von dort herein, Teilnehmerlisten werden übernommen, Noten gesendet (LTI 1.3).',
    connected: 'Verbundene Kurse',
    noConnections: 'Noch keine.',
    howToConnect:
      'Um einen Kurs zu verbinden, fügen Sie ihm auf seiner Plattform das eingetragene Werkzeug hinzu, öffnen es dort als Lehrende und wählen diesen Kurs.',
    theirCourse: 'Kurs dort',
    offers: 'Bietet',
    since: 'Verbunden',
    nothing: 'nichts: die Plattform gewährt weder Teilnehmerliste noch Notenbuch',
    roster: 'Teilnehmerliste',
    gradebook: 'Notenbuch',
    platforms: 'Von diesem Kurs aus eingetragen',
    name: 'Name',
    deployments: 'Deployments',
    newDeployment: (name: string) => `Weitere Deployment-ID von ${name}`,
    add: 'Hinzufügen',
    remove: 'Entfernen',
    removeHint:
      'Mit einer Plattform gehen ihre Verbindungen und die Verknüpfungen von Zugängen. Niemand verlässt dadurch einen Kurs.',
    dynamic: 'Mit einem Link eintragen',
    dynamicText:
      'Geben Sie den Link denen, die die Plattform betreiben (Moodle: „Tool-URL“). Er gilt einmal, einen Tag lang.',
    invitation: 'Der Registrierungslink; er steht nur jetzt hier:',
    invite: 'Link erstellen',
    manual: 'Von Hand eintragen',
    manualText: 'Die Plattform fragt nach diesen (Canvas nimmt alle von der letzten Adresse):',
    theirsText: 'und nennt diese:',
    urls: {
      target: 'Tool-URL, Ziel',
      login: 'URL zum Beginn der Anmeldung',
      launch: 'Weiterleitungs-URI',
      keys: 'URL der öffentlichen Schlüssel',
      canvas: 'Konfiguration für Canvas',
    },
    fields: {
      name: 'Name, wie Seiten hier ihn zeigen',
      issuer: 'Plattform-ID, Issuer',
      clientId: 'Client-ID',
      authorizationUrl: 'URL der Authentifizierungsanfrage',
      tokenUrl: 'URL für Zugriffstoken',
      keysUrl: 'URL der öffentlichen Schlüssel',
      tokenAudience: 'Empfänger von Token-Anfragen',
      deployment: 'Deployment-ID',
    },
    audienceHint: 'Nur wenn die Plattform einen nennt.',
    deploymentHint: 'Bleibt sie leer, wird sie mit dem ersten verbundenen Kurs bekannt.',
    register: 'Eintragen',
    mistakes: {
      empty: 'Bitte etwas schreiben.',
      url: 'Bitte eine Adresse angeben, die mit https:// beginnt.',
      registered:
        'Diese Plattform ist mit dieser Client-ID schon eingetragen, von diesem Kurs aus oder einem anderen.',
    },
    done: {
      registered: 'Die Plattform ist eingetragen.',
      removed: 'Die Plattform ist entfernt.',
      connected: 'Der Kurs ist verbunden.',
      disconnected: 'Der Kurs ist nicht mehr verbunden.',
    },
    platformSaid: 'Die Plattform hat abgelehnt:',
    noRoster: 'Die Plattform gibt ihre Teilnehmerliste diesem Werkzeug nicht.',
    rosterText:
      'Studierende des Kurses dort werden hier aufgenommen. Niemand wird entfernt, keine Rolle und kein Name geändert.',
    takeOver: 'Teilnehmerliste übernehmen',
    taken: 'Die Teilnehmerliste wurde übernommen',
    added: 'aufgenommen',
    hadAccount: 'hatte einen Zugang',
    known: 'waren schon hier',
    staff: 'lehren dort',
    problems: 'nicht übernommen',
    why: {
      'no email': 'die Plattform nennt keine E-Mail-Adresse',
      'staff here': 'lehrt hier',
      twice: 'steht dort zweimal',
      failed: 'bei uns fehlgeschlagen; noch einmal versuchen',
    },
    missing: 'Studierende hier, die im Kurs dort nicht sind',
    noGradebook: 'Die Plattform lässt dieses Werkzeug nicht in ihr Notenbuch schreiben.',
    states: {
      'to send': 'zu senden',
      failed: 'fehlgeschlagen',
      same: 'wie im Notenbuch dort',
      nothing: 'noch ohne Punkte',
      left: 'jetzt ohne Punkte: das Notenbuch behält, was es hat',
      'unknown student': 'von dort unbekannten Studierenden: Teilnehmerliste übernehmen',
      'no maximum': 'von 0 Punkten, was ein Notenbuch nicht nimmt',
    },
    endedEarly: 'Das letzte Senden brach ab:',
    sending: 'Noten werden gesendet.',
    sendingAlready: 'Es werden schon Noten gesendet. Warten Sie, bis das beendet ist.',
    missingZero: '0 senden für das, was nach der Frist fehlt',
    send: 'Noten senden',
    resend: (count: string) => `Fehlgeschlagene noch einmal senden (${count})`,
    sendHint:
      'Gesendet wird nur, was sich geändert hat, eine Spalte je Aufgabe. Erlassenes und nicht Bewertetes bleibt dort, wie es ist.',
    scores: 'Noten',
    student: 'Studierende',
    assignment: 'Aufgabe',
    grade: 'Note',
    there: 'Gesendet',
    state: 'Stand',
    disconnect: 'Trennen',
    disconnectText: 'Studierende bleiben im Kurs, Noten im Notenbuch.',
    disconnectButton: 'Diesen Kurs trennen',
  },
});
