import { describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { KeySet } from '#electoral/wire';
import { BusyError, OfflineError, RefusedError } from '../server/errors.js';
import type { Enrolment } from '../storage/vault.js';
import { refreshPeriods, type RefreshContext } from './refresh-period.js';

const keys = await generateKeyPair('ES256', { extractable: true });
const foreign = await generateKeyPair('ES256', { extractable: true });
const keySet = { lease: [{ ...(await exportJWK(keys.publicKey)), kid: 'l' }] } as unknown as KeySet;

const DEVICE = '0195b2c4-1111-7aaa-8bbb-000000000001';
const AT = '2027-01-15T18:00:00.000Z';
const capture = {
  ...{ opensAt: '2027-01-10T06:00:00.000Z', closesAt: '2027-02-10T06:00:00.000Z' },
  ...{ graceEndsAt: '2027-02-11T06:00:00.000Z', active: true },
};
const refused = (code: string): RefusedError =>
  new RefusedError({ type: 'about:blank', title: 'x', status: 403, detail: 'Porque sí.', code });

interface Phone {
  readonly enrolments: Enrolment[];
  /** What the clock was set to. */
  readonly times: string[];
  readonly context: RefreshContext;
}

/** @param answer gives the response to the nonce that the phone sent. */
function phone(answer: (nonce: string) => Promise<string>, known: Partial<Enrolment> = {}): Phone {
  const enrolments = [
    { deviceId: DEVICE, lease: { issuedAt: '2027-01-14T18:00:00.000Z' }, ...known } as unknown as Enrolment,
  ];
  const times: string[] = [];
  const context: RefreshContext = {
    vault: {
      enrolments: () => Promise.resolve([...enrolments]),
      updateEnrolment: (deviceId, change) => {
        enrolments.splice(0, Infinity, ...enrolments.map((one) => (one.deviceId === deviceId ? change(one) : one)));
        return Promise.resolve();
      },
    },
    server: { devicePeriod: (_deviceId, nonce) => answer(nonce) },
    keys: { verifyWith: (verify) => verify(keySet) },
    clock: {
      monotonicMs: () => 0,
      deviceMs: () => 0,
      synchronise: (at) => Promise.resolve(void times.push(at)),
    },
  };
  return { enrolments, times, context };
}

const signed =
  (change: object = {}, by = keys) =>
  (nonce: string): Promise<string> => {
    const payload = { version: 1, kind: 'device-period', deviceId: DEVICE, nonce, at: AT, capture, ...change };
    const bytes = new TextEncoder().encode(JSON.stringify(payload));
    return new CompactSign(bytes).setProtectedHeader({ alg: 'ES256', kid: 'l' }).sign(by.privateKey);
  };

describe('refreshing the capture period from the menu (§7.7, decision 8)', () => {
  it('stores the period with the server’s time, which also sets the clock', async () => {
    const { context, enrolments, times } = phone(signed());
    expect(await refreshPeriods(context, '1.0.0')).toBe(true);
    expect(enrolments[0]?.period).toEqual({ at: AT, capture });
    expect(times).toEqual([AT]);
  });

  it.each([
    ['if the answer is signed with another key', signed({}, foreign)],
    ['if the answer is for another phone', signed({ deviceId: '0195b2c4-1111-7aaa-8bbb-000000000002' })],
    ['if the answer is to an earlier request', signed({ nonce: 'n'.repeat(16) })],
    ['if the answer is a lease', signed({ kind: 'lease' })],
    ['if the server does not know this request', () => Promise.reject(refused('KERNEL.NOT_FOUND'))],
    ['if the server is busy', () => Promise.reject(new BusyError(undefined))],
    ['if no server answers', () => Promise.reject(new OfflineError('no answer'))],
  ])('changes neither the registration nor the clock %s', async (_, answer) => {
    const { context, enrolments, times } = phone(answer);
    const before = [...enrolments];
    expect(await refreshPeriods(context, '1.0.0')).toBe(false);
    expect([enrolments, times]).toEqual([before, []]);
  });

  it('records that this phone may no longer capture, and removes that refusal once the server answers again', async () => {
    let answer: (nonce: string) => Promise<string> = () => Promise.reject(refused('AUXILIARIES.DEVICE_SUSPENDED'));
    const { context, enrolments } = phone((nonce) => answer(nonce));
    expect(await refreshPeriods(context, '1.0.0')).toBe(true);
    const refusal = { code: 'AUXILIARIES.DEVICE_SUSPENDED', detail: 'Porque sí.', appVersion: '1.0.0' };
    expect(enrolments[0]).toMatchObject({ refusal });
    answer = signed();
    await refreshPeriods(context, '1.0.0');
    expect(enrolments[0]).not.toHaveProperty('refusal');
  });

  it('stores that the device is under review, and removes this once the server no longer says so (§7.4)', async () => {
    let answer = signed({ review: 'por-revisar', reviewReasons: ['image-poor', 'something-newer'] });
    const { context, enrolments } = phone((nonce) => answer(nonce), { review: 'unchecked' });
    await refreshPeriods(context, '1.0.0');
    expect(enrolments[0]).toMatchObject({ review: 'por-revisar', reviewReasons: ['image-poor', 'something-newer'] });
    answer = signed();
    await refreshPeriods(context, '1.0.0');
    for (const member of ['review', 'reviewReasons']) expect(enrolments[0]).not.toHaveProperty(member);
  });

  it('does not end the need for a new lease after a folio was used twice', async () => {
    const refusal = { code: 'INTAKE.FOLIO_TAKEN', detail: 'No.', appVersion: '' };
    const { context, enrolments } = phone(signed(), { refusal });
    await refreshPeriods(context, '1.0.0');
    expect(enrolments[0]).toMatchObject({ refusal, period: { at: AT } });
  });

  it('stores no refusal if a newer lease arrived in the meantime', async () => {
    const { context, enrolments } = phone(() => {
      const [first] = enrolments;
      if (first) enrolments[0] = { ...first, lease: { ...first.lease, issuedAt: AT } };
      return Promise.reject(refused('AUXILIARIES.DEVICE_SUSPENDED'));
    });
    await refreshPeriods(context, '1.0.0');
    expect(enrolments[0]).not.toHaveProperty('refusal');
  });
});
