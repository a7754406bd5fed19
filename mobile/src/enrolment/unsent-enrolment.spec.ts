import { beforeEach, describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { KeySet, Lease } from '#electoral/wire';
import { OfflineError, RefusedError } from '../server/errors.js';
import type { Enrolment, UnsentEnrolment } from '../storage/vault.js';
import { findUnsentEnrolment, sendUnsentEnrolment, type EnrolmentContext } from './unsent-enrolment.js';

const keys = await generateKeyPair('ES256', { extractable: true });
const keySet = { lease: [{ ...(await exportJWK(keys.publicKey)), kid: 'l' }] } as unknown as KeySet;
const [DEVICE, AUXILIARY] = [2, 4].map((nth) => `0195b2c4-1111-7aaa-8bbb-00000000000${String(nth)}`);
const AT = '2027-01-15T18:00:00.000Z';
const lease = {
  ...{ version: 1, kind: 'lease', deviceId: DEVICE, processId: DEVICE, processName: 'Proceso', practice: false },
  ...{ periodVersion: 1, aspirant: { id: DEVICE, name: 'Ana Ruiz', office: 'Presidencia municipal' } },
  auxiliary: { id: AUXILIARY, name: 'Héctor Flores Peña' },
  capture: { opensAt: AT, closesAt: AT, graceEndsAt: AT },
  ...{ credentialTypes: ['E'], privacyNotice: { version: '1', text: 'Aviso' }, folioPrefix: '7K2MD' },
  ...{ issuedAt: AT, expiresAt: AT },
} as Lease;
const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(lease)))
  .setProtectedHeader({ alg: 'ES256', kid: 'l' })
  .sign(keys.privateKey);
const unsent = {
  ...{ enrolmentId: 'e', container: new Uint8Array([1, 2]), publicJwk: { x: 'x' }, wrappedKey: { salt: [1] } },
  ids: { idProceso: 'QRO-2027-01', idAuxiliar: 'AUX' },
} as unknown as UnsentEnrolment;
const refused = (code: string): RefusedError =>
  new RefusedError({ type: 'about:blank', title: 'x', status: 403, detail: 'Porque sí.', code });

describe('a registration that is sent once its password exists (§7.4–7.5, decision 21)', () => {
  let enrolments: Enrolment[];
  let settings: { unsentEnrolment?: UnsentEnrolment | null };
  let answer: () => Promise<{ deviceId: string; lease: string; status: string; review?: 'unchecked' }>;
  const sent: Uint8Array[] = [];
  const context = {
    vault: {
      setting: () => Promise.resolve(settings.unsentEnrolment),
      saveSetting: (name: string, value: unknown) => Promise.resolve(void Object.assign(settings, { [name]: value })),
      enrolments: () => Promise.resolve([...enrolments]),
      saveEnrolment: (saved: Enrolment) => Promise.resolve(void enrolments.push(saved)),
      removeEnrolment: (id: string) =>
        Promise.resolve(void enrolments.splice(0, Infinity, ...enrolments.filter((one) => one.deviceId !== id))),
    },
    server: {
      enrol: (_ticket: string, _id: string, container: Uint8Array) => {
        sent.push(container);
        return answer();
      },
    },
    keys: { verifyWith: <Given>(verify: (set: KeySet) => Promise<Given>) => verify(keySet) },
    clock: { monotonicMs: () => 0, deviceMs: () => 0, synchronise: () => Promise.resolve() },
  } as unknown as EnrolmentContext;
  const send = async (): Promise<unknown> => {
    const stored = await findUnsentEnrolment(context.vault);
    return stored && sendUnsentEnrolment(context, stored, 'ticket');
  };

  beforeEach(() => {
    enrolments = [];
    settings = { unsentEnrolment: unsent };
    answer = () => Promise.resolve({ deviceId: DEVICE ?? '', lease: jws, status: 'active', review: 'unchecked' });
    sent.length = 0;
  });

  it('stays on the phone until the server accepts it, and is sent unchanged each time', async () => {
    answer = () => Promise.reject(new OfflineError('no answer'));
    await expect(send()).rejects.toThrow(OfflineError);
    answer = () => Promise.reject(refused('AUXILIARIES.TICKET_EXPIRED'));
    await expect(send()).rejects.toThrow(RefusedError);
    // Another auxiliary of this phone signed in, or the same one with another account.
    answer = () => Promise.reject(refused('AUXILIARIES.ENROLMENT_OTHER_ACCOUNT'));
    await expect(send()).rejects.toThrow(RefusedError);
    // The server accepted it the first time, and the OPL has suspended the device since.
    answer = () => Promise.reject(refused('AUXILIARIES.DEVICE_SUSPENDED'));
    await expect(send()).rejects.toThrow(RefusedError);
    answer = () => Promise.resolve({ deviceId: DEVICE ?? '', lease: jws, status: 'active', review: 'unchecked' });
    await send();
    expect(new Set(sent)).toEqual(new Set([unsent.container]));
    expect(await findUnsentEnrolment(context.vault)).toBeUndefined();
    const { wrappedKey, ids } = unsent;
    expect(enrolments).toMatchObject([{ deviceId: DEVICE, wrappedKey, ids, review: 'unchecked', receiptsOwed: true }]);
  });

  it('is removed from the phone if the server refuses it for good', async () => {
    answer = () => Promise.reject(refused('AUXILIARIES.ENROLMENT_EXPIRED'));
    await expect(send()).rejects.toThrow(RefusedError);
    expect([await findUnsentEnrolment(context.vault), enrolments]).toEqual([undefined, []]);
  });

  it('replaces the earlier registration of the same auxiliary and takes over its records (§7.5)', async () => {
    const former = { deviceId: 'old', formerDevices: ['older'], lease } as unknown as Enrolment;
    const other = { deviceId: 'other', lease: { auxiliary: { id: 'x' } } } as unknown as Enrolment;
    enrolments = [former, other];
    await send();
    expect(enrolments.map(({ deviceId }) => deviceId)).toEqual(['other', DEVICE]);
    expect(enrolments[1]?.formerDevices).toEqual(['older', 'old']);
  });

  it('is not stored a second time if the app closed between storing it and removing the unsent copy', async () => {
    const stored = { deviceId: DEVICE, lease, nextCounter: 7 } as unknown as Enrolment;
    enrolments = [stored];
    await send();
    expect([enrolments, await findUnsentEnrolment(context.vault)]).toEqual([[stored], undefined]);
  });
});
