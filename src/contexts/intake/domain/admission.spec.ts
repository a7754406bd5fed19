import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flagsOf, requireReceivable, type CaptureTime } from './admission.js';

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

const ACTIVE = { endedAt: null, dischargedAt: null };

/** A capture by a device whose own clock gave the time. */
function captureAt(capturedAt: string): CaptureTime {
  return { capturedAt, lastServerTime: { at: '2020-01-01T00:00:00.000Z', monotonicMs: 0 } };
}

/** A capture whose time continues the one received from the server. */
function continued(at: string, monotonicMs: number): CaptureTime {
  return { capturedAt: new Date(Date.parse(at) + monotonicMs).toISOString(), lastServerTime: { at, monotonicMs } };
}

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
    expect(flagsOf(captureAt(captured), period, now, ACTIVE)).toEqual(flags);
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
    expect(flagsOf(captureAt(captured), stopped, now, ACTIVE)).toEqual(flags);
  });

  it('flags a record captured at the instant when another version of the inactive period began', () => {
    const edited = new Date('2027-01-21T06:00:00Z');
    const [from, until] = [new Date('2027-01-20T18:00:00Z'), new Date('2027-01-21T18:00:00Z')];
    const inactive = [
      { from, until: edited },
      { from: edited, until },
    ];
    for (const minutes of [-5, 0, 5]) {
      const captured = new Date(edited.getTime() + minutes * 60_000);
      expect(flagsOf(captureAt(captured.toISOString()), { ...period, inactive }, now, ACTIVE)).toEqual(WHILE);
    }
  });
});

describe('the flag for a capture after a discharge or a replacement (§6.1 A, §6.4, §7.6, §10)', () => {
  const ENDED = '2027-01-20T18:00:00.000Z';
  const sent = new Date('2027-01-21T18:00:00Z');
  const discharged = { endedAt: ENDED, dischargedAt: ENDED };
  const replaced = { endedAt: ENDED, dischargedAt: null };
  it.each([
    ['before the discharge', '2027-01-20T17:59:59Z', []],
    ['at the time of the discharge', '2027-01-20T18:00:00Z', []],
    ['within the clock tolerance', '2027-01-20T18:05:00Z', []],
    ['after the clock tolerance', '2027-01-20T18:05:01Z', ['captured-after-discharge']],
  ])('is set only on a record captured after the discharge: %s', (_, capturedAt, flags) => {
    expect(flagsOf(captureAt(capturedAt), period, sent, discharged)).toEqual(flags);
  });

  it('is set without clock tolerance if the capture time continues the time of the server', () => {
    expect(flagsOf(continued('2027-01-20T17:00:00Z', 3_629_000), period, sent, discharged)).toEqual([
      'captured-after-discharge',
    ]);
    expect(flagsOf(continued('2027-01-20T17:00:00Z', 3_600_000), period, sent, discharged)).toEqual([]);
  });

  it('is set on a record whose device had already received a later server time', () => {
    const lastServerTime = { at: '2027-01-20T18:00:01.000Z', monotonicMs: 0 };
    const capture = { capturedAt: '2027-01-20T17:00:00.000Z', lastServerTime };
    expect(flagsOf(capture, period, sent, discharged)).toEqual(['captured-after-discharge']);
  });

  it('distinguishes a capture with a replaced device from one after the discharge', () => {
    const later = '2027-01-20T19:00:00.000Z';
    const both = { endedAt: ENDED, dischargedAt: later };
    expect(flagsOf(captureAt(later), period, sent, replaced)).toEqual(['captured-after-replacement']);
    expect(flagsOf(captureAt(later), period, sent, both)).toEqual(['captured-after-replacement']);
    expect(flagsOf(captureAt('2027-01-20T20:00:00Z'), period, sent, both)).toEqual([
      'captured-after-discharge',
      'captured-after-replacement',
    ]);
  });

  it('never causes a refusal, regardless of the times', () => {
    const within = fc.date({ min: period.opensAt, max: period.graceEndsAt, noInvalidDate: true });
    fc.assert(
      fc.property(within, within, within, (capturedAt, endedAt, now) => {
        requireReceivable(period, now);
        const capture = captureAt(capturedAt.toISOString());
        const end = { endedAt: endedAt.toISOString(), dischargedAt: endedAt.toISOString() };
        const flags = flagsOf(capture, period, now, end);
        expect(flags.includes('captured-after-discharge')).toBe(capturedAt.getTime() - endedAt.getTime() > 5 * 60_000);
        expect(flags.filter((flag) => flag !== 'captured-after-discharge')).toEqual(
          flagsOf(capture, period, now, ACTIVE),
        );
      }),
    );
  });
});
