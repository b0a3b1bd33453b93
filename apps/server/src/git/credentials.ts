export interface Credentials {
  readonly user: string;
  /** For students the push token, whatever the user's name. */
  readonly password: string;
}

/** HTTP Basic credentials; null where there are none. */
export function readCredentials(authorization: string | undefined): Credentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const credentials = Buffer.from(encoded, 'base64').toString();
  const colon = credentials.indexOf(':');
  if (colon === -1 || colon === credentials.length - 1) return null;
  return { user: credentials.slice(0, colon), password: credentials.slice(colon + 1) };
}
