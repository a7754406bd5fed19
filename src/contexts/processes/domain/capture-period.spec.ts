import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import {
  graceEndsAt,
  isShorter,
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
const around: PeriodContext = {
  now: at('2026-12-01T06:00:00Z'),
  others: [],
  maxDays: 120,
  keyRegistered: false,
  practice: false,
};
const cause: PeriodJustification = { reason: 'Prórroga', agreement: 'IEEQ/CG/A/012/27' };

function faults(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.all().map(({ code }) => code.replace('PROCESSES.PERIOD_', ''));
    throw error;
  }
  return [];
}

const make = (
  opens: string,
  closes: string,
  given: PeriodJustification = {},
  more: Partial<PeriodContext> = {},
): string[] =>
  faults(() =>
    setPeriod({ id: 'new', officeId: 'office' }, undefined, terms(opens, closes), given, { ...around, ...more }),
  );

describe('a new capture period (§5.A)', () => {
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');

  it('is made as version 1 and needs no reason', () => {
    const made = setPeriod(
      { id: 'new', officeId: 'office' },
      undefined,
      terms('2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z'),
      {},
      around,
    );
    expect(made.version).toBe(1);
  });

  it.each(['2027-01-01T06:00:00Z', '2026-12-31T06:00:00Z'])(
    'refuses an end that is not after its start (%s)',
    (end) => {
      expect(make('2027-01-01T06:00:00Z', end)).toEqual(['END_BEFORE_START']);
    },
  );

  it('refuses more days than its office is allowed, to the millisecond', () => {
    expect(make('2027-01-01T06:00:00Z', '2027-05-01T06:00:00Z')).toEqual([]);
    expect(make('2027-01-01T06:00:00Z', '2027-05-01T06:00:00.001Z')).toEqual(['TOO_LONG']);
  });

  it('refuses a start in the past without a reason, and an end in the past always', () => {
    const now = at('2027-01-10T06:00:00Z');
    expect(make('2027-01-10T05:59:59Z', '2027-02-01T06:00:00Z', {}, { now })).toEqual(['STARTS_IN_PAST']);
    expect(make('2027-01-10T05:59:59Z', '2027-02-01T06:00:00Z', { reason: 'Sentencia' }, { now })).toEqual([]);
    expect(make('2027-01-01T06:00:00Z', '2027-01-10T06:00:00Z', { reason: 'Sentencia' }, { now })).toEqual(['OVER']);
  });

  it("refuses to open before the OPL's key is due, unless the key is there or a reason is given (§13.1)", () => {
    const now = at('2027-01-01T06:00:00Z');
    const opening = (start: string, given: PeriodJustification = {}, more: Partial<PeriodContext> = {}): string[] =>
      make(start, '2027-02-20T06:00:00Z', given, { now, ...more });
    expect(opening('2027-01-11T06:00:00Z')).toEqual([]);
    expect(opening('2027-01-11T05:59:59Z')).toEqual(['BEFORE_KEY']);
    expect(opening('2027-01-11T05:59:59Z', {}, { keyRegistered: true })).toEqual([]);
    expect(opening('2027-01-11T05:59:59Z', { reason: 'Sentencia' })).toEqual([]);
  });

  it('refuses an overlap of one second with an active period of the same office, touching is allowed', () => {
    const before = (end: string): string[] => make('2026-12-20T06:00:00Z', end, {}, { others: [january] });
    expect(before('2027-01-01T06:00:01Z')).toEqual(['OVERLAP']);
    expect(before('2027-01-01T06:00:00Z')).toEqual([]);
  });

  it('names the period it would overlap, in hora centro', () => {
    expect.assertions(1);
    try {
      setPeriod(
        { id: 'new', officeId: 'office' },
        undefined,
        terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z'),
        {},
        { ...around, others: [january] },
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
  ])('lets dates overlap when one is Inactivo (%s, %s)', (mine, other) => {
    const change = terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z', { active: mine });
    const others = [{ ...january, active: other }];
    expect(
      faults(() => setPeriod({ id: 'new', officeId: 'office' }, undefined, change, {}, { ...around, others })),
    ).toEqual([]);
  });

  it('says every fault at once', () => {
    const now = at('2027-01-10T06:00:00Z');
    expect(make('2027-01-05T06:00:00Z', '2027-09-01T06:00:00Z', {}, { now, others: [january] })).toEqual([
      'TOO_LONG',
      'STARTS_IN_PAST',
      'OVERLAP',
    ]);
  });
});

describe('a change of a capture period (§5.A)', () => {
  const former: CapturePeriod = { ...period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z'), version: 3 };
  const changed = (
    next: Partial<PeriodTerms>,
    given: PeriodJustification = cause,
    more: Partial<PeriodContext> = {},
  ): CapturePeriod => {
    const { name, opensAt, closesAt, graceHours, active } = former;
    return setPeriod(former, former, { name, opensAt, closesAt, graceHours, active, ...next }, given, {
      ...around,
      now: at('2027-01-10T06:00:00Z'),
      ...more,
    });
  };
  const later = { closesAt: at('2027-02-09T06:00:00Z') };

  it('makes the next version, with reason and agreement number', () => {
    expect(faults(() => changed(later, {}))).toEqual(['REASON_MISSING', 'AGREEMENT_MISSING']);
    expect(faults(() => changed(later, { reason: '  ', agreement: ' ' }))).toHaveLength(2);
    expect(changed(later).version).toBe(4);
  });

  it('of a practice process needs a reason alone', () => {
    expect(faults(() => changed(later, { reason: 'Práctica' }, { practice: true }))).toEqual([]);
  });

  it('that changes nothing is none', () => {
    expect(faults(() => changed({}))).toEqual(['UNCHANGED']);
  });

  it('cannot move a start that has passed, can move one to come', () => {
    const start = { opensAt: at('2027-01-02T06:00:00Z') };
    expect(faults(() => changed(start))).toEqual(['ALREADY_OPEN', 'SHORTENS']);
    const now = at('2026-12-31T06:00:00Z');
    expect(faults(() => changed({ opensAt: at('2026-12-31T07:00:00Z') }, cause, { now }))).toEqual([]);
  });

  it('extends a period that has closed, and never ends one in the past', () => {
    const now = at('2027-02-03T06:00:00Z');
    expect(faults(() => changed(later, cause, { now }))).toEqual([]);
    expect(faults(() => changed({ closesAt: at('2027-02-02T06:00:00Z') }, cause, { now }))).toEqual(['CLOSE_PAST']);
  });

  it.each([
    ['an earlier end', { closesAt: at('2027-01-31T06:00:00Z') }],
    ['less grace', { graceHours: 23 }],
  ])('shortens only where that is said: %s', (_, shorter) => {
    expect(faults(() => changed(shorter))).toEqual(['SHORTENS']);
    expect(faults(() => changed(shorter, { ...cause, shortens: true }))).toEqual([]);
  });
});

describe('the terms of a period', () => {
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');

  it('let its grace end as many hours after the close as the period says (§10.5)', () => {
    expect(graceEndsAt(january).toISOString()).toBe('2027-02-02T06:00:00.000Z');
    expect(graceEndsAt({ ...january, graceHours: 36 }).toISOString()).toBe('2027-02-02T18:00:00.000Z');
  });

  it('stand in force until its grace is over, then the next, then one that was stopped, and the last one for good (§10.5)', () => {
    const march = period('march', '2027-03-01T06:00:00Z', '2027-03-05T06:00:00Z');
    const idle = period('idle', '2027-01-02T06:00:00Z', '2027-05-01T06:00:00Z', { active: false });
    const inForce = (now: string): string | undefined => periodInForce([march, idle, january], at(now))?.id;
    expect(inForce('2026-12-01T00:00:00Z')).toBe('january');
    expect(inForce('2027-02-02T06:00:00Z')).toBe('january');
    expect(inForce('2027-02-02T06:00:01Z')).toBe('march');
    // Stopped, not over: what was captured in it may yet be received.
    expect(inForce('2027-03-06T06:00:01Z')).toBe('idle');
    expect(inForce('2027-06-01T00:00:00Z')).toBe('march');
    expect(periodInForce([idle], at('2027-06-01T00:00:00Z'))?.id).toBe('idle');
    const none: CapturePeriod[] = [];
    expect(periodInForce(none, at('2027-06-01T00:00:00Z'))).toBeUndefined();
  });
});

/** What officials may ask for, one after the other, at whatever hour; some of it is refused. */
interface Asked {
  readonly which: number;
  readonly opens: number;
  readonly days: number;
  readonly graceHours: number;
  readonly active: boolean;
  readonly shortens: boolean;
  readonly now: number;
}

const asked: fc.Arbitrary<Asked> = fc.record({
  which: fc.integer({ min: 0, max: 4 }),
  opens: fc.integer({ min: 0, max: 200 }),
  days: fc.integer({ min: -5, max: 140 }),
  graceHours: fc.constantFrom(0, 24, 48),
  active: fc.boolean(),
  shortens: fc.boolean(),
  now: fc.integer({ min: 0, max: 100 }),
});

const DAY = 86_400_000;
const START = at('2027-01-01T06:00:00Z').getTime();

/** Plays a sequence of settings; tells of each one that was taken what stood before. */
function play(sequence: readonly Asked[]): {
  periods: CapturePeriod[];
  taken: { former?: CapturePeriod; next: CapturePeriod; asked: Asked }[];
} {
  const periods = new Map<string, CapturePeriod>();
  const taken: { former?: CapturePeriod; next: CapturePeriod; asked: Asked }[] = [];
  for (const one of sequence) {
    const id = `p${String(one.which)}`;
    const former = periods.get(id);
    const opensAt = new Date(START + one.opens * DAY);
    const next = {
      name: id,
      opensAt,
      closesAt: new Date(opensAt.getTime() + one.days * DAY),
      graceHours: one.graceHours,
      active: one.active,
    };
    try {
      const made = setPeriod(
        { id, officeId: 'office' },
        former,
        next,
        { ...cause, shortens: one.shortens },
        { ...around, now: new Date(START + one.now * DAY), others: [...periods.values()].filter((p) => p.id !== id) },
      );
      periods.set(id, made);
      taken.push({ ...(former && { former }), next: made, asked: one });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return { periods: [...periods.values()], taken };
}

describe('periods of an office, set in whatever order (§5.A)', () => {
  const sequences = fc.array(asked, { minLength: 1, maxLength: 25 });

  it('never overlap while active', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const active = play(sequence).periods.filter((one) => one.active);
        active.sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
        active.slice(1).forEach((one, index) => {
          expect(one.opensAt.getTime()).toBeGreaterThanOrEqual((active[index] as CapturePeriod).closesAt.getTime());
        });
      }),
    );
  });

  it('grow by one version with every change that is taken', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { former, next } of play(sequence).taken) expect(next.version).toBe((former?.version ?? 0) + 1);
      }),
    );
  });

  it('never lose an instant of capture or sending that nobody said would be lost', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { former, next, asked: one } of play(sequence).taken) {
          if (former && !one.shortens) expect(isShorter(former, next)).toBe(false);
        }
      }),
    );
  });

  it('never end before they begin, nor before the day on which that was decided', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { former, next, asked: one } of play(sequence).taken) {
          expect(next.closesAt.getTime()).toBeGreaterThan(next.opensAt.getTime());
          const moved = former?.closesAt.getTime() !== next.closesAt.getTime();
          if (moved) expect(next.closesAt.getTime()).toBeGreaterThanOrEqual(START + one.now * DAY);
        }
      }),
    );
  });
});
