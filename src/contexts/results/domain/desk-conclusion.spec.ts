import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasDeskConcluded } from './desk-conclusion.js';

const graceEndsAt = new Date('2027-02-11T06:00:00Z');
const at = (seconds: number): Date => new Date(graceEndsAt.getTime() + seconds * 1000);
const period = { office: 'Gubernatura', active: true, graceEndsAt, graceEndsAtCentral: '11/02/2027 00:00:00' };
const done = { periods: [period], received: 3, desk: { pendiente: 0, asignado: 0, revisado: 3 } };

describe('that the control desk has concluded (§13.2 B)', () => {
  it('is so one second after the grace, not at its last instant', () => {
    expect(hasDeskConcluded(done, at(0))).toBe(false);
    expect(hasDeskConcluded(done, at(1))).toBe(true);
  });

  it('is not so where nothing was ever captured, or no period was ever set', () => {
    expect(hasDeskConcluded({ ...done, received: 0, desk: { ...done.desk, revisado: 0 } }, at(1))).toBe(false);
    expect(hasDeskConcluded({ ...done, periods: [] }, at(1))).toBe(false);
  });

  it('is never so while a single record received has no answer of a reviewer', () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(count, count, count, fc.nat({ max: 3 }), (pendiente, asignado, revisado, onItsWay) => {
        const received = pendiente + asignado + revisado + onItsWay;
        const concluded = hasDeskConcluded({ ...done, received, desk: { pendiente, asignado, revisado } }, at(1));
        expect(concluded).toBe(received > 0 && revisado === received);
      }),
    );
  });
});
