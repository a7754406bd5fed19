import { describe, expect, it } from '@jest/globals';
import type { Enrolment, Vault } from '../storage/vault.js';
import { capturedToday } from './captured-today.js';

const enrolments = [
  { deviceId: 'new', formerDevices: ['old'] },
  { deviceId: 'other' },
] as unknown as readonly Enrolment[];

const vaultOf = (rows: Partial<Record<'records' | 'receipts' | 'tombstones', readonly object[]>>) =>
  ({
    records: () => Promise.resolve(rows.records ?? []),
    receipts: () => Promise.resolve(rows.receipts ?? []),
    tombstones: () => Promise.resolve(rows.tombstones ?? []),
  }) as unknown as Vault;

describe('the supports captured today', () => {
  it('are counted for the current day in hora centro by the server’s time, sent or not, and under the registration that replaced theirs', async () => {
    const vault = vaultOf({
      records: [
        { deviceId: 'new', checked: true, capturedAt: '2027-01-15T06:00:00.000Z' },
        { deviceId: 'new', checked: true, capturedAt: '2027-01-15T05:59:59.999Z' },
        { deviceId: 'new', checked: false, capturedAt: '2027-01-15T12:00:00.000Z' },
      ],
      receipts: [
        { deviceId: 'old', capturedAt: '2027-01-16T05:59:59.999Z' },
        { deviceId: 'old', capturedAt: '2027-01-16T06:00:00.000Z' },
        // Restored from another phone.
        { deviceId: 'old' },
      ],
      tombstones: [{ deviceId: 'other', capturedAt: '2027-01-15T18:00:00.000Z' }],
    });
    const counts = await capturedToday(vault, enrolments, new Date('2027-01-15T18:00:00.000Z'));
    expect([...counts]).toEqual([
      ['new', 2],
      ['other', 1],
    ]);
  });
});
