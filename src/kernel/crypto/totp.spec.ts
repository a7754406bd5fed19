import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newTotpSecret, totpUri, totpCode, totpStep } from './totp.js';

/** '12345678901234567890', the secret of RFC 6238, appendix B. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const STEP = 30_000;
const instant = fc.integer({ min: 1_600_000_000_000, max: 4_000_000_000_000 });

describe('time-based codes (RFC 6238)', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('match the test vector of RFC 6238 for Unix time %i: %s', (second, code) => {
    expect(totpCode(RFC_SECRET, new Date(second * 1000))).toBe(code);
    expect(totpStep(RFC_SECRET, code, new Date(second * 1000))).toBe(Math.floor(second / 30));
  });

  it('are valid in their own step and the adjacent ones, and identify their step', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -1, max: 1 }), (now, off) => {
        const code = totpCode(RFC_SECRET, new Date(now + off * STEP));
        const step = Math.floor(now / STEP);
        const near = [0, -1, 1].find((delta) => totpCode(RFC_SECRET, new Date((step + delta) * STEP)) === code);
        expect(totpStep(RFC_SECRET, code, new Date(now))).toBe(step + (near ?? NaN));
      }),
    );
  });

  it('are invalid two or more steps away, unless two steps share a code by chance', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(-3, -2, 2, 3, 10), (now, off) => {
        const code = totpCode(RFC_SECRET, new Date(now + off * STEP));
        const shared = [-1, 0, 1].some((delta) => totpCode(RFC_SECRET, new Date(now + delta * STEP)) === code);
        expect(totpStep(RFC_SECRET, code, new Date(now)) !== null).toBe(shared);
      }),
    );
  });

  it('have exactly six digits', () => {
    for (const wrong of ['', '12345', '1234567', ' 12345', '12e456', '１２３４５６']) {
      expect(totpStep(RFC_SECRET, wrong, new Date(59_000))).toBeNull();
    }
  });

  it('use a secret of 160 bits contained in the URI', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const address = new URL(totpUri(secret, { issuer: 'Apoyo Ciudadano', account: 'rosa@ine.mx' }));
    expect(address.protocol).toBe('otpauth:');
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ secret, issuer: 'Apoyo Ciudadano', period: '30' });
  });
});
