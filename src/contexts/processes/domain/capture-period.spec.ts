import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import {
  graceEndsAt,
  periodInForce,
  setPeriod,
  type CapturePeriod,
  type PeriodJustification,
  type PeriodContext,
  type PeriodTerms,
} from './capture-period.js';

const at = (text: string): Date => new Date(text);
const terms = (opens: string, closes: string, more: Partial<PeriodTerms> = {}): PeriodTerms => ({
  name: 'Gubernatura 2027',
  opensAt: at(opens),
  closesAt: at(closes),
  graceHours: 24,
  active: true,
  ...more,
});
const period = (id: string, opens: string, closes: string, more: Partial<PeriodTerms> = {}): CapturePeriod => ({
  ...terms(opens, closes, more),
  id,
  officeId: 'office',
  version: 1,
});
const context: PeriodContext = {
  now: at('2026-12-01T06:00:00Z'),
  others: [],
  maxDays: 120,
  keyRegistered: false,
  practice: false,
};
const justification: PeriodJustification = { reason: 'Prórroga', agreement: 'IEEQ/CG/A/012/27' };

function faults(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.all().map(({ code }) => code.replace('PROCESSES.PERIOD_', ''));
    throw error;
  }
  return [];
}

const create = (
  opens: string,
  closes: string,
  given: PeriodJustification = {},
  more: Partial<PeriodContext> = {},
): string[] =>
  faults(() =>
    setPeriod({ id: 'new', officeId: 'office' }, undefined, terms(opens, closes), given, { ...context, ...more }),
  );

describe('a new capture period (§5.A)', () => {
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');

  it('is version 1 and needs no reason', () => {
    const created = setPeriod(
      { id: 'new', officeId: 'office' },
      undefined,
      terms('2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z'),
      {},
      context,
    );
    expect(created.version).toBe(1);
  });

  it.each(['2027-01-01T06:00:00Z', '2026-12-31T06:00:00Z'])(
    'is rejected if its end is not after its start (%s)',
    (end) => {
      expect(create('2027-01-01T06:00:00Z', end)).toEqual(['END_BEFORE_START']);
    },
  );

  it('is rejected if it is longer than its office allows, to the millisecond', () => {
    expect(create('2027-01-01T06:00:00Z', '2027-05-01T06:00:00Z')).toEqual([]);
    expect(create('2027-01-01T06:00:00Z', '2027-05-01T06:00:00.001Z')).toEqual(['TOO_LONG']);
  });

  it('is rejected if it starts in the past without a reason, or ends in the past', () => {
    const now = at('2027-01-10T06:00:00Z');
    expect(create('2027-01-10T05:59:59Z', '2027-02-01T06:00:00Z', {}, { now })).toEqual(['STARTS_IN_PAST']);
    expect(create('2027-01-10T05:59:59Z', '2027-02-01T06:00:00Z', { reason: 'Sentencia' }, { now })).toEqual([]);
    expect(create('2027-01-01T06:00:00Z', '2027-01-10T05:59:00Z', { reason: 'Sentencia' }, { now })).toEqual(['OVER']);
  });

  it('is rejected if the deadline of the key has passed, unless a key is registered or a reason is given (§13.1)', () => {
    const now = at('2027-01-01T06:00:59.999Z');
    const opening = (start: string, given: PeriodJustification = {}, more: Partial<PeriodContext> = {}): string[] =>
      create(start, '2027-02-20T06:00:00Z', given, { now, ...more });
    expect(opening('2027-01-11T06:00:00Z')).toEqual([]);
    expect(opening('2027-01-11T05:59:00Z')).toEqual(['BEFORE_KEY']);
    expect(opening('2027-01-11T05:59:00Z', {}, { keyRegistered: true })).toEqual([]);
    expect(opening('2027-01-11T05:59:00Z', { reason: 'Sentencia' })).toEqual([]);
  });

  it('is rejected with the deadline of the key in the words of the calendar (§13.1)', () => {
    const late = { ...context, now: at('2027-01-01T06:01:00Z') };
    const opens = terms('2027-01-11T06:00:00Z', '2027-02-20T06:00:00Z');
    expect(() => setPeriod({ id: 'new', officeId: 'office' }, undefined, opens, {}, late)).toThrow(
      expect.objectContaining({ params: { keyDue: '31/12/2026, al terminar el día', days: 10 } }),
    );
  });

  it('is rejected if it overlaps another active period of the office by one second, but not if it is adjacent to it', () => {
    const before = (end: string): string[] => create('2026-12-20T06:00:00Z', end, {}, { others: [january] });
    expect(before('2027-01-01T06:00:01Z')).toEqual(['OVERLAP']);
    expect(before('2027-01-01T06:00:00Z')).toEqual([]);
  });

  it('is rejected with an error that names the overlapping period and gives its times in hora centro', () => {
    expect.assertions(1);
    try {
      setPeriod(
        { id: 'new', officeId: 'office' },
        undefined,
        terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z'),
        {},
        { ...context, others: [january] },
      );
    } catch (error) {
      expect((error as DomainError).params).toEqual({
        name: 'Gubernatura 2027',
        opensAt: '01/01/2027 00:00:00',
        closesAt: '01/02/2027 00:00:00',
      });
    }
  });

  it.each([
    [true, false],
    [false, true],
  ])('may overlap if either period is inactive (%s, %s)', (own, other) => {
    const change = terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z', { active: own });
    const others = [{ ...january, active: other }];
    expect(
      faults(() => setPeriod({ id: 'new', officeId: 'office' }, undefined, change, {}, { ...context, others })),
    ).toEqual([]);
  });

  it('is rejected with all its errors together', () => {
    const now = at('2027-01-10T06:00:00Z');
    expect(create('2027-01-05T06:00:00Z', '2027-09-01T06:00:00Z', {}, { now, others: [january] })).toEqual([
      'TOO_LONG',
      'STARTS_IN_PAST',
      'OVERLAP',
    ]);
  });
});

describe('a change to a capture period (§5.A)', () => {
  const previous: CapturePeriod = { ...period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z'), version: 3 };
  const changed = (
    next: Partial<PeriodTerms>,
    given: PeriodJustification = justification,
    more: Partial<PeriodContext> = {},
  ): CapturePeriod => {
    const { name, opensAt, closesAt, graceHours, active } = previous;
    return setPeriod(previous, previous, { name, opensAt, closesAt, graceHours, active, ...next }, given, {
      ...context,
      now: at('2027-01-10T06:00:00Z'),
      ...more,
    });
  };
  const later = { closesAt: at('2027-02-09T06:00:00Z') };

  it('creates the next version and requires a reason and an agreement number', () => {
    expect(faults(() => changed(later, {}))).toEqual(['REASON_MISSING', 'AGREEMENT_MISSING']);
    expect(faults(() => changed(later, { reason: '  ', agreement: ' ' }))).toHaveLength(2);
    expect(changed(later).version).toBe(4);
  });

  it('requires only a reason in a practice process', () => {
    expect(faults(() => changed(later, { reason: 'Práctica' }, { practice: true }))).toEqual([]);
  });

  it('is rejected if nothing changes', () => {
    expect(faults(() => changed({}))).toEqual(['UNCHANGED']);
  });

  it('can move a future start but not a past one', () => {
    const start = { opensAt: at('2027-01-02T06:00:00Z') };
    expect(faults(() => changed(start))).toEqual(['ALREADY_OPEN', 'SHORTENS']);
    const now = at('2026-12-31T06:00:00Z');
    expect(faults(() => changed({ opensAt: at('2026-12-31T07:00:00Z') }, justification, { now }))).toEqual([]);
  });

  it('can extend a closed period but cannot set an end in the past', () => {
    const now = at('2027-02-03T06:00:00Z');
    expect(faults(() => changed(later, justification, { now }))).toEqual([]);
    expect(faults(() => changed({ closesAt: at('2027-02-02T06:00:00Z') }, justification, { now }))).toEqual([
      'CLOSE_PAST',
    ]);
  });

  it('can reactivate the period through the last minute of its grace period, and afterwards only with an end in the future', () => {
    const stopped = { ...previous, active: false };
    const resumed = (now: string, next: Partial<PeriodTerms> = {}): string[] =>
      faults(() => setPeriod(previous, stopped, { ...previous, ...next }, justification, { ...context, now: at(now) }));
    expect(resumed('2027-02-02T06:00:59.999Z')).toEqual([]);
    expect(resumed('2027-02-02T06:01:00Z')).toEqual(['CLOSE_PAST']);
    expect(resumed('2027-02-02T06:01:00Z', later)).toEqual([]);
    // Other changes are still allowed.
    expect(resumed('2027-02-02T06:01:00Z', { active: false, name: 'Gubernatura' })).toEqual([]);
  });

  it.each([
    ['an earlier end', { closesAt: at('2027-01-31T06:00:00Z') }],
    ['a shorter grace period', { graceHours: 23 }],
  ])('needs confirmation to shorten the period: %s', (_, shorter) => {
    expect(faults(() => changed(shorter))).toEqual(['SHORTENS']);
    expect(faults(() => changed(shorter, { ...justification, shortens: true }))).toEqual([]);
  });
});

describe('a change that makes a period inactive (§5.A, decision 48)', () => {
  const justification = { reason: 'Sentencia', agreement: 'IEEQ/CG/A/020/27' };
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');
  const stopped = (now: string, more: PeriodJustification = {}): string[] =>
    faults(() =>
      setPeriod(
        january,
        january,
        { ...january, active: false },
        { ...justification, ...more },
        { ...context, now: at(now) },
      ),
    );

  it('needs confirmation from the opening to the end of the grace period', () => {
    expect(stopped('2027-01-01T05:59:59Z')).toEqual([]);
    expect(stopped('2027-01-01T06:00:00Z')).toEqual(['STOPS']);
    expect(stopped('2027-02-02T06:00:59.999Z')).toEqual(['STOPS']);
    expect(stopped('2027-02-02T06:01:00Z')).toEqual([]);
    expect(stopped('2027-01-10T06:00:00Z', { stops: true })).toEqual([]);
  });
});

describe('the grace period after a capture period (§10.5)', () => {
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');

  it('ends the configured number of hours after the close', () => {
    expect(graceEndsAt(january).toISOString()).toBe('2027-02-02T06:00:00.000Z');
    expect(graceEndsAt({ ...january, graceHours: 36 }).toISOString()).toBe('2027-02-02T18:00:00.000Z');
  });

  it('belongs to its capture period; after it, the next active period is current, else an inactive one, else the one that ended last', () => {
    const march = period('march', '2027-03-01T06:00:00Z', '2027-03-05T06:00:00Z');
    const inactive = period('inactive', '2027-01-02T06:00:00Z', '2027-05-01T06:00:00Z', { active: false });
    const inForce = (now: string): string | undefined => periodInForce([march, inactive, january], at(now))?.id;
    expect(inForce('2026-12-01T00:00:00Z')).toBe('january');
    expect(inForce('2027-02-02T06:00:59.999Z')).toBe('january');
    expect(inForce('2027-02-02T06:01:00Z')).toBe('march');
    // It is inactive but not over, so records captured in it may still arrive.
    expect(inForce('2027-03-06T06:01:00Z')).toBe('inactive');
    expect(inForce('2027-06-01T00:00:00Z')).toBe('inactive');
    expect(periodInForce([march, { ...inactive, active: true }], at('2027-06-01T00:00:00Z'))?.id).toBe('inactive');
    expect(periodInForce([march, january], at('2027-06-01T00:00:00Z'))?.id).toBe('march');
    const none: CapturePeriod[] = [];
    expect(periodInForce(none, at('2027-06-01T00:00:00Z'))).toBeUndefined();
  });
});
