import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { RateLimits } from '../../kernel/http/rate-limits.js';
import type { DeviceAuthenticator } from './device-authenticator.js';
import { UnknownDevices } from './unknown-devices.js';

/** Every network is beyond the limit. */
const limits = { isExhausted: () => true } as unknown as RateLimits;
const ATTACKER = '2001:db8:0:1::/64';

describe('the requests of unknown devices beyond the limit of their network', () => {
  it('are checked four at a time, and those of one network do not delay another', async () => {
    const devices = new UnknownDevices(limits, {} as DeviceAuthenticator);
    const refuse: (() => void)[] = [];
    const unsigned = (): Promise<never> =>
      new Promise((_, reject) =>
        refuse.push(() => {
          reject(new DomainError('INTAKE.DEVICE_UNKNOWN', { kind: 'unauthenticated' }));
        }),
      );
    const signed = (): Promise<string> => Promise.resolve('done');
    const attack = Array.from({ length: 4 }, () => devices.watch(ATTACKER, undefined, unsigned));
    await expect(devices.watch(ATTACKER, 'a', signed)).rejects.toMatchObject({ code: 'KERNEL.TOO_MANY_REQUESTS' });
    expect(await devices.watch('198.51.100.7', 'b', signed)).toBe('done');
    for (const one of refuse) one();
    const ended = await Promise.allSettled(attack);
    expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(await devices.watch(ATTACKER, 'a', signed)).toBe('done');
  });
});
