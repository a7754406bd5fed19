import { describe, expect, it } from '@jest/globals';
import { requireCaptureOver, type ClosingPeriod } from './closing-time.js';

const period = (graceEndsAt: string, active = true): ClosingPeriod => ({
  office: 'Ayuntamiento',
  active,
  graceEndsAt: new Date(graceEndsAt),
  graceEndsAtCentral: 'x',
});
const end = '2027-02-02T06:00:00Z';

describe('the close of a process (§10.5, §13.2 A)', () => {
  it('is rejected through the last minute of the grace period and allowed 1 ms later', () => {
    expect(() => {
      requireCaptureOver([period(end)], new Date('2027-02-02T06:00:59.999Z'));
    }).toThrow('RESULTS.PERIOD_OPEN');
    expect(() => {
      requireCaptureOver([period(end)], new Date('2027-02-02T06:01:00Z'));
    }).not.toThrow();
  });

  it('waits for the last period of any office', () => {
    const now = new Date('2027-02-03T00:00:00Z');
    expect(() => {
      requireCaptureOver([period(end), period('2027-03-01T00:00:00Z')], now);
    }).toThrow('RESULTS.PERIOD_OPEN');
  });

  it('is rejected if a period ended while it was inactive, because devices could not send its records', () => {
    expect(() => {
      requireCaptureOver([period(end), period(end, false)], new Date('2027-02-02T06:01:00Z'));
    }).toThrow('RESULTS.PERIOD_INACTIVE');
  });

  it('is rejected if the process never had a period', () => {
    expect(() => {
      requireCaptureOver([], new Date(end));
    }).toThrow('RESULTS.NO_PERIOD');
  });
});
