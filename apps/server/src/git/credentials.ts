/** The password of HTTP Basic credentials: the push token. The user name is only a name. */
export function readPushToken(authorization: string | undefined): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const credentials = Buffer.from(encoded, 'base64').toString();
  const colon = credentials.indexOf(':');
  return colon === -1 || colon === credentials.length - 1 ? null : credentials.slice(colon + 1);
}
