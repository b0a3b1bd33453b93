// Where webhooks may lead: an address on the internet. What somebody enters in a form must not reach what only this
// machine can (databases, metadata services, routers), whatever its name resolves to.
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** IANA's special-purpose registries of IPv4 (RFC 6890 and what came since), and multicast. */
const RESERVED = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  RESERVED.addSubnet(network, prefix, 'ipv4');

/** Of IPv6 only what is routed is open, without the parts that carry an IPv4 address in them or are for books. */
const ROUTED = new BlockList();
ROUTED.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  RESERVED.addSubnet(network, prefix, 'ipv6');

export class AddressError extends Error {
  override name = 'AddressError';
}

/** Whether an IP address is one of the internet's. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !RESERVED.check(address, 'ipv4');
  return isIP(address) === 6 && ROUTED.check(address, 'ipv6') && !RESERVED.check(address, 'ipv6');
}

/**
 * @param options `allowPrivate`: the site says so; http is then allowed, too
 * @throws AddressError that says what to enter
 */
export function parseWebhookUrl(text: string, { allowPrivate }: { allowPrivate: boolean }): URL {
  if (!URL.canParse(text)) throw new AddressError('Write an address such as https://example.org/residual.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    throw new AddressError('The address must begin with https://.');
  if (url.username !== '' || url.password !== '')
    throw new AddressError('Leave the password out of the address: what is sent is signed.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (
    !allowPrivate &&
    (isIP(host) !== 0 ? !isPublicAddress(host) : /^localhost\.?$|\.localhost\.?$/i.test(host))
  )
    throw new AddressError('That address is not on the internet.');
  return url;
}

/**
 * Resolves a name and refuses what is not on the internet. It is given to the connection itself, so that the address
 * which was looked at is the one that is connected to.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused)
      return callback(
        new AddressError(`${hostname} is ${refused.address}, which is not on the internet`),
        [],
      );
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0].address, addresses[0].family);
  });
};
