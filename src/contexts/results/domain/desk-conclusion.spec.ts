import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasDeskConcluded } from './desk-conclusion.js';

const graceEndsAt = new Date('2027-02-11T06:00:00Z');
const at = (seconds: number): Date => new Date(graceEndsAt.getTime() + seconds * 1000);
const period = { office: 'Gubernatura', active: true, graceEndsAt, graceEndsAtCentral: '11/02/2027 00:00' };
const done = {
  periods: [period],
  received: 3,
  unprocessable: 0,
  pendingReviews: 0,
  desk: { pendiente: 0, asignado: 0, incompleto: 0, revisado: 3 },
};

describe('the control desk (§13.2 B)', () => {
  it('concludes after the last minute of the grace period', () => {
    expect(hasDeskConcluded(done, at(59.999))).toBe(false);
    expect(hasDeskConcluded(done, at(60))).toBe(true);
  });

  it('does not conclude if nothing was captured or no period was set', () => {
    expect(hasDeskConcluded({ ...done, received: 0, desk: { ...done.desk, revisado: 0 } }, at(60))).toBe(false);
    expect(hasDeskConcluded({ ...done, periods: [] }, at(60))).toBe(false);
  });

  it('does not conclude if the period ended while it was inactive', () => {
    expect(hasDeskConcluded({ ...done, periods: [period, { ...period, active: false }] }, at(60))).toBe(false);
  });

  it('does not conclude while a verdict can still be undone or is not yet reflected in the classes', () => {
    expect(hasDeskConcluded({ ...done, pendingReviews: 1 }, at(60))).toBe(false);
  });

  it('does not conclude while a received record is not reviewed', () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.nat({ max: 3 }),
        (pendiente, asignado, incompleto, revisado, inFlight) => {
          const received = pendiente + asignado + incompleto + revisado + inFlight;
          const concluded = hasDeskConcluded(
            { ...done, received, desk: { pendiente, asignado, incompleto, revisado } },
            at(60),
          );
          expect(concluded).toBe(received > 0 && revisado === received);
        },
      ),
    );
  });
});
