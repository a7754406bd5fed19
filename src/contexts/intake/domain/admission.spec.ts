import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flagsOf, requireReceivable } from './admission.js';

const period = {
  opensAt: new Date('2027-01-10T06:00:00Z'),
  closesAt: new Date('2027-02-09T05:59:00Z'),
  graceEndsAt: new Date('2027-02-10T05:59:00Z'),
  active: true,
  inactive: [],
};
const receivingAt = (instant: string) => () => {
  requireReceivable(period, new Date(instant));
};

describe('the period for receiving records (§7.7, §10.5)', () => {
  it('rejects a record 1 s before the opening and accepts it at the opening', () => {
    expect(receivingAt('2027-01-10T05:59:59Z')).toThrow(expect.objectContaining({ code: 'INTAKE.PERIOD_NOT_OPEN' }));
    expect(receivingAt('2027-01-10T06:00:00Z')).not.toThrow();
  });

  it('accepts a record through the minute that ends 24 h after the close, and rejects it 1 ms later', () => {
    expect(receivingAt('2027-02-10T05:59:59.999Z')).not.toThrow();
    expect(receivingAt('2027-02-10T06:00:00Z')).toThrow(expect.objectContaining({ code: 'INTAKE.GRACE_OVER' }));
  });

  it.each(['2027-01-20T00:00:00Z', '2027-03-20T00:00:00Z'])(
    'asks the device to retry while the period is inactive, at %s',
    (now) => {
      expect(() => {
        requireReceivable({ ...period, active: false }, new Date(now));
      }).toThrow(expect.objectContaining({ code: 'INTAKE.PERIOD_INACTIVE' }));
    },
  );
});

describe('the capture time (decision 8)', () => {
  const now = new Date('2027-02-09T12:00:00Z');
  it.each([
    ['2027-01-20T00:00:00Z', []],
    ['2027-01-10T05:55:00Z', []],
    ['2027-01-10T05:54:59Z', ['captured-before-period']],
    ['2027-02-09T06:04:59.999Z', []],
    ['2027-02-09T06:05:00Z', ['captured-after-period']],
    ['2027-02-09T12:05:01Z', ['captured-after-period', 'captured-in-the-future']],
  ])('%s gets the flags %j', (captured, flags) => {
    expect(flagsOf(new Date(captured), period, now)).toEqual(flags);
  });
});

describe('a deactivated period (§5.A, decision 8)', () => {
  const now = new Date('2027-02-09T05:00:00Z');
  const stopped = {
    ...period,
    inactive: [
      { from: new Date('2027-01-20T18:00:00Z'), until: new Date('2027-01-21T18:00:00Z') },
      { from: new Date('2027-02-01T18:00:00Z') },
    ],
  };
  const WHILE = ['captured-while-inactive'];
  it.each([
    ['2027-01-20T18:05:00Z', []],
    ['2027-01-20T18:05:01Z', WHILE],
    ['2027-01-21T17:54:59Z', WHILE],
    ['2027-01-21T17:55:00Z', []],
    ['2027-02-01T18:05:01Z', WHILE],
    ['2027-02-08T18:00:00Z', WHILE],
  ])('gives a record captured at %s the flags %j', (captured, flags) => {
    expect(flagsOf(new Date(captured), stopped, now)).toEqual(flags);
  });

  it('flags a record captured when another version of the inactive period began', () => {
    const edited = new Date('2027-01-21T06:00:00Z');
    const [from, until] = [new Date('2027-01-20T18:00:00Z'), new Date('2027-01-21T18:00:00Z')];
    const inactive = [
      { from, until: edited },
      { from: edited, until },
    ];
    for (const minutes of [-5, 0, 5]) {
      const captured = new Date(edited.getTime() + minutes * 60_000);
      expect(flagsOf(captured, { ...period, inactive }, now)).toEqual(WHILE);
    }
  });
});

describe('a discharged auxiliary (§6.1 A, §6.4, §10)', () => {
  const discharged = new Date('2027-01-20T18:00:00Z');
  const sent = new Date('2027-01-21T18:00:00Z');
  it.each([
    ['before the discharge', '2027-01-20T17:59:59Z', []],
    ['at the time of the discharge', '2027-01-20T18:00:00Z', []],
    ['within the clock tolerance', '2027-01-20T18:05:00Z', []],
    ['after the clock tolerance', '2027-01-20T18:05:01Z', ['captured-after-discharge']],
  ])('gets a flag only for a record captured after the discharge: %s', (_, capturedAt, flags) => {
    expect(flagsOf(new Date(capturedAt), period, sent, discharged)).toEqual(flags);
  });

  it('never causes a refusal, regardless of the times', () => {
    const within = fc.date({ min: period.opensAt, max: period.graceEndsAt, noInvalidDate: true });
    fc.assert(
      fc.property(within, within, within, (capturedAt, endedAt, now) => {
        requireReceivable(period, now);
        const flagged = flagsOf(capturedAt, period, now, endedAt).includes('captured-after-discharge');
        expect(flagged).toBe(capturedAt.getTime() - endedAt.getTime() > 5 * 60_000);
        const others = flagsOf(capturedAt, period, now);
        expect(flagsOf(capturedAt, period, now, endedAt).filter((flag) => flag !== 'captured-after-discharge')).toEqual(
          others,
        );
      }),
    );
  });
});
