import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { legalDates, monthsLater, moveDates, dueReminder, type StoredDate, type LegalDate } from './calendar.js';
import type { CapturePeriod } from './capture-period.js';
import { LEGAL_DEADLINE_KEYS, LEGAL_DEADLINES, legalDeadline, type LegalDeadlineKey } from './legal-deadlines.js';

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
  it('are derived from its periods and its delivery', () => {
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

  it('ignore an inactive period, so that the key is due before the next one', () => {
    expect(isoOf(legalDates([{ ...january, active: false }, march], null))[0]).toBe(
      'opl-key - 2027-02-19T06:00:00.000Z',
    );
    expect(legalDates([{ ...january, active: false }], null)).toEqual([]);
  });

  it('add three calendar months in hora centro, clamped to the last day of a shorter month (§14.1)', () => {
    expect(monthsLater(at('2027-11-30T18:00:00Z'), 3).toISOString()).toBe('2028-02-29T18:00:00.000Z');
    // 20:00 on the 31st in hora centro is the 1st in UTC.
    expect(monthsLater(at('2027-02-01T02:00:00Z'), 3).toISOString()).toBe('2027-05-01T02:00:00.000Z');
  });

  it.each([
    ['opl-key', '§13.1'],
    ['sending-ends', '§10.5'],
    ['desk-hours', '§11.4'],
    ['hearing-notice', '§12.2'],
    ['hearing-confirmation', '§12.4'],
    ['evidence-available', '§14.1'],
    ['request-answer', '§14.2'],
  ] as const)('include %s (%s)', (key, numeral) => {
    expect(`§${LEGAL_DEADLINES[key].numeral}`).toBe(numeral);
  });

  it('are in chronological order for any period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * DAY }),
        fc.integer({ min: 1, max: 120 * DAY }),
        fc.integer({ min: 0, max: 720 }),
        fc.integer({ min: 0, max: 60 * DAY }),
        (start, length, graceHours, wait) => {
          const opensAt = new Date(at('2027-01-01T06:00:00Z').getTime() + start);
          const generated = period('p', opensAt, new Date(opensAt.getTime() + length), graceHours);
          const grace = generated.closesAt.getTime() + graceHours * HOUR;
          const dates = new Map(
            legalDates([generated], new Date(grace + wait)).map(({ key, at: instant }) => [key, instant.getTime()]),
          );
          const order = ['opl-key', 'capture-opens', 'capture-closes', 'sending-ends', 'evidence-available'] as const;
          order.slice(1).forEach((key, index) => {
            expect(dates.get(key)).toBeGreaterThanOrEqual(dates.get(order[index] ?? 'opl-key') ?? Infinity);
          });
        },
      ),
    );
  });

  it('never move to an earlier instant when a period is extended', () => {
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

describe('updating the calendar (decision 40)', () => {
  const storedDates = (of: CapturePeriod): StoredDate[] => [...legalDates([of], null)];
  const longer = { ...january, closesAt: at('2027-03-01T06:00:00Z') };
  const keys = (now: string, next: CapturePeriod): string[] =>
    moveDates(storedDates(january), legalDates([next], null), at(now)).map(({ key }) => key);

  it('moves future dates and returns their previous instants', () => {
    const moves = moveDates(storedDates(january), legalDates([longer], null), at('2027-02-01T06:00:00Z'));
    expect(moves).toEqual([
      { key: 'capture-closes', periodId: 'a', from: january.closesAt, to: longer.closesAt },
      { key: 'sending-ends', periodId: 'a', from: at('2027-02-21T06:00:00Z'), to: at('2027-03-02T06:00:00Z') },
    ]);
  });

  it('keeps past dates, to the second, unless their new instant is in the future', () => {
    const earlier = { ...january, opensAt: at('2027-01-19T06:00:00Z') };
    expect(keys('2027-01-20T05:59:59Z', earlier)).toEqual(['capture-opens']);
    expect(keys('2027-01-20T06:00:00Z', earlier)).toEqual([]);
    expect(keys('2027-02-22T06:00:00Z', longer)).toEqual(['capture-closes', 'sending-ends']);
  });

  it('removes the future dates of a period that became inactive', () => {
    const moves = moveDates(
      storedDates(january),
      legalDates([{ ...january, active: false }], null),
      at('2027-02-01T06:00:00Z'),
    );
    expect(moves.map(({ key, to }) => [key, to])).toEqual([
      ['capture-closes', null],
      ['sending-ends', null],
    ]);
  });

  it('is idempotent', () => {
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
          const stored = new Map(storedDates(january).map((date) => [date.key, date]));
          for (const { key, periodId, to } of moveDates([...stored.values()], legalDates([next], null), instant)) {
            stored.set(key, { key, periodId, at: to });
          }
          expect(moveDates([...stored.values()], legalDates([next], null), instant)).toEqual([]);
        },
      ),
    );
  });
});

describe('reminders', () => {
  const date = at('2027-01-10T06:00:00Z');
  const dueAt = (key: LegalDeadlineKey, text: string): number | undefined => dueReminder(key, date, at(text));

  it('become due at the exact second, and the latest one replaces those before it (§13.1)', () => {
    expect(dueAt('opl-key', '2026-12-31T05:59:59Z')).toBeUndefined();
    expect(dueAt('opl-key', '2026-12-31T06:00:00Z')).toBe(240);
    expect(dueAt('opl-key', '2027-01-07T05:59:59Z')).toBe(240);
    expect(dueAt('opl-key', '2027-01-07T06:00:00Z')).toBe(72);
    expect(dueAt('opl-key', '2027-01-09T06:00:00Z')).toBe(24);
    expect(dueAt('opl-key', '2027-01-10T06:59:59Z')).toBeUndefined();
    expect(dueAt('opl-key', '2027-01-10T07:00:00Z')).toBe(-1);
    expect(dueAt('opl-key', '2027-01-17T06:00:00Z')).toBeUndefined();
  });

  it('are no longer due from the date on if none is defined after it', () => {
    expect(dueAt('capture-closes', '2027-01-10T05:59:59Z')).toBe(24);
    expect(dueAt('capture-closes', '2027-01-10T06:00:00Z')).toBeUndefined();
  });

  it('exist for every date that is fixed per process and for no others', () => {
    for (const key of LEGAL_DEADLINE_KEYS) {
      const { anchor, remindsHoursBefore } = legalDeadline(key);
      const own = !['hearing', 'request', 'every-day'].includes(anchor);
      expect([key, remindsHoursBefore.length > 0]).toEqual([key, own]);
    }
  });
});
