import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { legalDates, monthsLater, moveDates, dueReminder, type StoredDate, type LegalDate } from './calendar.js';
import type { CapturePeriod } from './capture-period.js';
import { LEGAL_TERM_KEYS, LEGAL_TERMS, legalTerm, type LegalTermKey } from './legal-terms.js';

const at = (text: string): Date => new Date(text);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const period = (id: string, opensAt: Date, closesAt: Date, graceHours = 24, active = true): CapturePeriod => ({
  id,
  officeId: id,
  version: 1,
  name: id,
  opensAt,
  closesAt,
  graceHours,
  active,
});
const january = period('a', at('2027-01-20T06:00:00Z'), at('2027-02-20T06:00:00Z'));
const march = period('b', at('2027-03-01T06:00:00Z'), at('2027-03-20T06:00:00Z'));
const isoOf = (dates: readonly LegalDate[]): string[] =>
  dates.map(({ key, periodId, at: instant }) => `${key} ${periodId ?? '-'} ${instant.toISOString()}`);

describe('the legal dates of a process (decision 40)', () => {
  it('are derived from its periods and its delivery alone', () => {
    expect(isoOf(legalDates([january, march], at('2027-04-30T18:30:00Z')))).toEqual([
      'opl-key - 2027-01-10T06:00:00.000Z',
      'capture-opens a 2027-01-20T06:00:00.000Z',
      'capture-opens b 2027-03-01T06:00:00.000Z',
      'capture-closes a 2027-02-20T06:00:00.000Z',
      'capture-closes b 2027-03-20T06:00:00.000Z',
      'sending-ends a 2027-02-21T06:00:00.000Z',
      'sending-ends b 2027-03-21T06:00:00.000Z',
      'evidence-available - 2027-07-30T18:30:00.000Z',
    ]);
  });

  it('are none for an inactive period, and the key then waits for the next one', () => {
    expect(isoOf(legalDates([{ ...january, active: false }, march], null))[0]).toBe(
      'opl-key - 2027-02-19T06:00:00.000Z',
    );
    expect(legalDates([{ ...january, active: false }], null)).toEqual([]);
  });

  it('count three months by the calendar, hora centro: the last day where the month has no such day (§14.1)', () => {
    expect(monthsLater(at('2027-11-30T18:00:00Z'), 3).toISOString()).toBe('2028-02-29T18:00:00.000Z');
    // 20:00 of the 31st at the centre is the next day elsewhere.
    expect(monthsLater(at('2027-02-01T02:00:00Z'), 3).toISOString()).toBe('2027-05-01T02:00:00.000Z');
  });

  it.each([
    ['opl-key', '13.1'],
    ['sending-ends', '10.5'],
    ['desk-hours', '11.4'],
    ['hearing-notice', '12.2'],
    ['hearing-confirmation', '12.4'],
    ['evidence-available', '14.1'],
    ['request-answer', '14.2'],
  ] as const)('name what the protocol names (§11.4, §12.2, §12.4, §14.1, §14.2): %s (§%s)', (key, numeral) => {
    expect(LEGAL_TERMS[key].numeral).toBe(numeral);
  });

  it('stand in the order of the process, whatever its dates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * DAY }),
        fc.integer({ min: 1, max: 120 * DAY }),
        fc.integer({ min: 0, max: 720 }),
        fc.integer({ min: 0, max: 60 * DAY }),
        (start, length, graceHours, wait) => {
          const opensAt = new Date(at('2027-01-01T06:00:00Z').getTime() + start);
          const one = period('p', opensAt, new Date(opensAt.getTime() + length), graceHours);
          const grace = one.closesAt.getTime() + graceHours * HOUR;
          const dates = new Map(
            legalDates([one], new Date(grace + wait)).map(({ key, at: instant }) => [key, instant.getTime()]),
          );
          const order = ['opl-key', 'capture-opens', 'capture-closes', 'sending-ends', 'evidence-available'] as const;
          order.slice(1).forEach((key, index) => {
            expect(dates.get(key)).toBeGreaterThanOrEqual(dates.get(order[index] ?? 'opl-key') ?? Infinity);
          });
        },
      ),
    );
  });

  it('never come earlier when a period is extended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 * DAY }), (extension) => {
        const longer = { ...january, closesAt: new Date(january.closesAt.getTime() + extension) };
        const before = new Map(legalDates([january], null).map((date) => [date.key, date.at.getTime()]));
        for (const { key, at: instant } of legalDates([longer], null)) {
          expect(instant.getTime()).toBeGreaterThanOrEqual(before.get(key) ?? Infinity);
        }
      }),
    );
  });
});

describe('moving the calendar (decision 40)', () => {
  const keep = (dates: readonly LegalDate[]): StoredDate[] => [...dates];
  const longer = { ...january, closesAt: at('2027-03-01T06:00:00Z') };
  const keys = (now: string, next: CapturePeriod): string[] =>
    moveDates(keep(legalDates([january], null)), legalDates([next], null), at(now)).map(({ key }) => key);

  it('moves the dates still to come and says what they were', () => {
    const moves = moveDates(keep(legalDates([january], null)), legalDates([longer], null), at('2027-02-01T06:00:00Z'));
    expect(moves).toEqual([
      { key: 'capture-closes', periodId: 'a', from: january.closesAt, to: longer.closesAt },
      { key: 'sending-ends', periodId: 'a', from: at('2027-02-21T06:00:00Z'), to: at('2027-03-02T06:00:00Z') },
    ]);
  });

  it('leaves what has passed, unless it is still to come now: one second decides', () => {
    const earlier = { ...january, opensAt: at('2027-01-19T06:00:00Z') };
    expect(keys('2027-01-20T05:59:59Z', earlier)).toEqual(['capture-opens']);
    expect(keys('2027-01-20T06:00:00Z', earlier)).toEqual([]);
    expect(keys('2027-02-22T06:00:00Z', longer)).toEqual(['capture-closes', 'sending-ends']);
  });

  it('takes away what an inactive period will no longer bring', () => {
    const moves = moveDates(
      keep(legalDates([january], null)),
      legalDates([{ ...january, active: false }], null),
      at('2027-02-01T06:00:00Z'),
    );
    expect(moves.map(({ key, to }) => [key, to])).toEqual([
      ['capture-closes', null],
      ['sending-ends', null],
    ]);
  });

  it('is done when it is done: a second time nothing moves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.boolean(),
        (start, days, now, active) => {
          const opensAt = new Date(january.opensAt.getTime() + start * DAY);
          const next = { ...january, opensAt, closesAt: new Date(opensAt.getTime() + days * DAY), active };
          const instant = new Date(at('2027-01-01T06:00:00Z').getTime() + now * DAY);
          const kept = new Map(keep(legalDates([january], null)).map((date) => [date.key, date]));
          for (const { key, periodId, to } of moveDates([...kept.values()], legalDates([next], null), instant)) {
            kept.set(key, { key, periodId, at: to });
          }
          expect(moveDates([...kept.values()], legalDates([next], null), instant)).toEqual([]);
        },
      ),
    );
  });
});

describe('reminders', () => {
  const due = at('2027-01-10T06:00:00Z');
  const owed = (key: LegalTermKey, text: string): number | undefined => dueReminder(key, due, at(text));

  it('come due to the second, the latest alone (§13.1)', () => {
    expect(owed('opl-key', '2026-12-31T05:59:59Z')).toBeUndefined();
    expect(owed('opl-key', '2026-12-31T06:00:00Z')).toBe(240);
    expect(owed('opl-key', '2027-01-07T05:59:59Z')).toBe(240);
    expect(owed('opl-key', '2027-01-07T06:00:00Z')).toBe(72);
    expect(owed('opl-key', '2027-01-09T06:00:00Z')).toBe(24);
    expect(owed('opl-key', '2027-01-10T06:59:59Z')).toBeUndefined();
    expect(owed('opl-key', '2027-01-10T07:00:00Z')).toBe(-1);
    expect(owed('opl-key', '2027-01-17T06:00:00Z')).toBeUndefined();
  });

  it('of a date without a reminder of its own after it end with it', () => {
    expect(owed('capture-closes', '2027-01-10T05:59:59Z')).toBe(24);
    expect(owed('capture-closes', '2027-01-10T06:00:00Z')).toBeUndefined();
  });

  it('are owed for every date that the process itself gives, and for no other', () => {
    for (const key of LEGAL_TERM_KEYS) {
      const { anchor, remindsHoursBefore } = legalTerm(key);
      const own = !['hearing', 'request', 'every-day'].includes(anchor);
      expect([key, remindsHoursBefore.length > 0]).toEqual([key, own]);
    }
  });
});
