import { describe, expect, it } from '@jest/globals';
import { MemoryVault } from '../../test/memory-vault.js';
import type { Enrolment, Settings, Vault } from '../storage/vault.js';
import { Witness } from '../storage/witness.js';
import { reportTroubles, troubledRecords } from './troubled-records.js';

const GRACE_ENDS = '2027-02-11T06:00:00.000Z';
const enrolment = {
  deviceId: 'd',
  lease: {
    issuedAt: '2027-01-15T18:00:00.000Z',
    expiresAt: '2027-02-12T06:00:00.000Z',
    capture: { opensAt: '2027-01-10T06:00:00.000Z', closesAt: '2027-02-10T06:00:00.000Z', graceEndsAt: GRACE_ENDS },
  },
} as unknown as Enrolment;

function phone(now: string) {
  const memory = new MemoryVault();
  memory.enrolled.push(enrolment);
  const settings = new Map<string, unknown>();
  const vault = Object.assign(memory, {
    receipts: () => Promise.resolve(memory.received),
    setting: <Name extends keyof Settings>(name: Name) =>
      Promise.resolve(settings.get(name) as Settings[Name] | undefined),
    saveSetting: (name: string, value: unknown) => Promise.resolve(void settings.set(name, value)),
  }) as unknown as Vault;
  const texts = new Map<string, string>();
  const witness = new Witness({
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
  });
  const clock = { now: () => Promise.resolve({ at: new Date(now) }) } as never;
  const refuse = async (nth: number, code: string): Promise<string> => {
    const { folio, deviceId } = await memory.add(nth);
    await memory.replaceWithTombstone({ folio, deviceId, code, reason: 'No.', refusedAt: now });
    return folio;
  };
  return { memory, services: { vault, witness, clock }, witness, refuse };
}

describe('records that did not arrive (decision 7)', () => {
  it('are each in one list: lost, expired, rejected or still refused', async () => {
    const { memory, services, witness, refuse } = phone('2027-01-20T18:00:00.000Z');
    witness.add(['LOST']);
    const expired = await refuse(1, 'INTAKE.GRACE_OVER');
    const rejected = await refuse(2, 'INTAKE.OTHER');
    await memory.add(3);
    const { folio: refused } = await memory.add(4, { problem: 'El periodo está inactivo.' });
    expect(await troubledRecords(services)).toEqual({
      ...{ gone: ['LOST'], elsewhere: [], expired: [expired], rejected: [rejected], late: [], refused: [refused] },
      hasTombstones: true,
    });
  });

  it('are late from the end of the grace period on, by the server’s time', async () => {
    for (const [now, isLate] of [
      ['2027-02-11T06:00:59.999Z', false],
      ['2027-02-11T06:01:00.000Z', true],
    ] as const) {
      const { memory, services } = phone(now);
      const { folio } = await memory.add(1, { problem: 'El plazo para enviar terminó.' });
      const { late, refused } = await troubledRecords(services);
      expect([late, refused]).toEqual(isLate ? [[folio], []] : [[], [folio]]);
    }
  });

  it('are no longer shown in the menu once the auxiliary has informed the aspirant, but remain in the list', async () => {
    const { services, witness, refuse } = phone('2027-01-20T18:00:00.000Z');
    witness.add(['LOST']);
    const [first, second] = [await refuse(1, 'INTAKE.GRACE_OVER'), await refuse(2, 'INTAKE.OTHER')];
    await reportTroubles(services, { gone: ['LOST'], expired: [first] });
    expect(await troubledRecords(services)).toMatchObject({ gone: [], expired: [], rejected: [second] });
    await reportTroubles(services, { rejected: [second] });
    expect(await troubledRecords(services)).toMatchObject({ expired: [], rejected: [], hasTombstones: true });
  });
});
