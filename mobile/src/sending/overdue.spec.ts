import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease } from '#electoral/wire';
import type { Enrolment, SealedRecord } from '../storage/vault.js';
import { isOverdue } from './overdue.js';

const NOW = Date.parse('2027-01-15T18:00:00.000Z');

describe('an unsent record', () => {
  it('may be erased only after both the retention end stored at capture and that of the current lease (decision 7)', () => {
    const day = 86_400_000;
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(60), fc.nat(500), (kept, graceEnd, days, at) => {
        const instant = (nth: number): string => new Date(NOW + nth * day).toISOString();
        const lease = { capture: { graceEndsAt: instant(graceEnd), unsentKeptDays: days } } as unknown as Lease;
        const enrolments = [{ deviceId: 'd', lease } as unknown as Enrolment];
        const record = { deviceId: 'd', keptUntil: instant(kept) } as unknown as SealedRecord;
        expect(isOverdue(record, enrolments, NOW + at * day)).toBe(at > kept && at > graceEnd + days);
      }),
    );
  });
});
