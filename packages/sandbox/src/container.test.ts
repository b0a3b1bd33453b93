import { describe, expect, test } from '@jest/globals';
import { whyNoContainer } from './container.ts';

const status = (capabilities: string, noNewPrivileges: number): string =>
  `Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t${capabilities}\nNoNewPrivs:\t${noNewPrivileges}\nSeccomp:\t2\n`;
const mounts = (options: string): string =>
  `overlay / overlay ${options},relatime,lowerdir=/a:/b 0 0\ntmpfs /tmp tmpfs rw,nosuid 0 0\n`;

describe('a worker’s container', () => {
  test('is one of docker-compose.yml: the five capabilities of a worker, or none', () => {
    for (const capabilities of ['00000000000000e3', '0000000000000000'])
      expect(whyNoContainer({ status: status(capabilities, 1), mounts: mounts('ro') })).toBeNull();
  });

  test.each([
    // what Docker gives unless told otherwise
    ['capabilities are left', status('00000000a80425fb', 1), mounts('ro')],
    ['new privileges can be gained', status('0000000000000000', 0), mounts('ro')],
    ['the root folder can be written to', status('0000000000000000', 1), mounts('rw')],
    ['the root folder can be written to', status('0000000000000000', 1), `${mounts('ro')}x / ext4 rw 0 0\n`],
  ])('is none where %s', (reason, kernelStatus, kernelMounts) => {
    expect(whyNoContainer({ status: kernelStatus, mounts: kernelMounts })).toContain(reason);
  });

  test('is none where the system does not tell', () => {
    expect(whyNoContainer(null)).toBe('the system does not tell');
    expect(whyNoContainer({ status: '', mounts: '' })).toContain('capabilities are left');
  });
});
