import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isShorter, setPeriod, type CapturePeriod } from './capture-period.js';

const DAY = 86_400_000;
const START = Date.parse('2027-01-01T06:00:00Z');

/** A request to set one of five periods. Days are counted from {@link START}. Some requests are rejected. */
interface PeriodRequest {
  readonly periodNumber: number;
  readonly opens: number;
  readonly days: number;
  readonly graceHours: number;
  readonly active: boolean;
  readonly shortens: boolean;
  readonly now: number;
}

const requests: fc.Arbitrary<PeriodRequest> = fc.record({
  periodNumber: fc.integer({ min: 0, max: 4 }),
  opens: fc.integer({ min: 0, max: 200 }),
  days: fc.integer({ min: -5, max: 140 }),
  graceHours: fc.constantFrom(0, 24, 48),
  active: fc.boolean(),
  shortens: fc.boolean(),
  now: fc.integer({ min: 0, max: 100 }),
});

/** Applies a sequence of requests. `accepted` lists those not rejected, with the previous version of their period. */
function apply(sequence: readonly PeriodRequest[]): {
  periods: CapturePeriod[];
  accepted: { previous?: CapturePeriod; next: CapturePeriod; request: PeriodRequest }[];
} {
  const periods = new Map<string, CapturePeriod>();
  const accepted: { previous?: CapturePeriod; next: CapturePeriod; request: PeriodRequest }[] = [];
  for (const request of sequence) {
    const id = `p${String(request.periodNumber)}`;
    const previous = periods.get(id);
    const opensAt = new Date(START + request.opens * DAY);
    const next = {
      name: id,
      opensAt,
      closesAt: new Date(opensAt.getTime() + request.days * DAY),
      graceHours: request.graceHours,
      active: request.active,
    };
    try {
      const changed = setPeriod(
        { id, officeId: 'office' },
        previous,
        next,
        { reason: 'Prórroga', agreement: 'IEEQ/CG/A/012/27', shortens: request.shortens, stops: true },
        {
          now: new Date(START + request.now * DAY),
          others: [...periods.values()].filter((period) => period.id !== id),
          maxDays: 120,
          keyRegistered: false,
          practice: false,
        },
      );
      periods.set(id, changed);
      accepted.push({ ...(previous && { previous }), next: changed, request });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return { periods: [...periods.values()], accepted };
}

describe('the periods of an office after any sequence of requests (§5.A)', () => {
  const sequences = fc.array(requests, { minLength: 1, maxLength: 25 });

  it('never overlap while active', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const active = apply(sequence).periods.filter((period) => period.active);
        active.sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
        active.slice(1).forEach((period, index) => {
          expect(period.opensAt.getTime()).toBeGreaterThanOrEqual((active[index] as CapturePeriod).closesAt.getTime());
        });
      }),
    );
  });

  it('gain one version with every accepted change', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { previous, next } of apply(sequence).accepted)
          expect(next.version).toBe((previous?.version ?? 0) + 1);
      }),
    );
  });

  it('are never shortened without confirmation', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { previous, next, request } of apply(sequence).accepted) {
          if (previous && !request.shortens) expect(isShorter(previous, next)).toBe(false);
        }
      }),
    );
  });

  it('never end before they start, and never get an end in the past', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { previous, next, request } of apply(sequence).accepted) {
          expect(next.closesAt.getTime()).toBeGreaterThan(next.opensAt.getTime());
          const moved = previous?.closesAt.getTime() !== next.closesAt.getTime();
          if (moved) expect(next.closesAt.getTime()).toBeGreaterThanOrEqual(START + request.now * DAY);
        }
      }),
    );
  });
});
