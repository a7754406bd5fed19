import { describe, expect, it } from '@jest/globals';
import { Chance } from '../../../../test/support/chance.js';
import { auditedRecords, boundReached, chanceOfAtMost, RISK_LIMIT, reviewsNeeded } from './error-bound.js';
import { sampleOrder } from './sample-order.js';

describe('the records whose second review can show that an outcome is wrong (decision 50)', () => {
  it('are the counted ones if the requirement is reached, otherwise the others', () => {
    expect(auditedRecords({ counted: 1200, uncounted: 90, required: 1000 })).toEqual({
      kind: 'counted',
      size: 1200,
      mustBeWrong: 201,
    });
    expect(auditedRecords({ counted: 980, uncounted: 90, required: 1000 })).toEqual({
      kind: 'uncounted',
      size: 90,
      mustBeWrong: 20,
    });
  });

  it('need no review if even all of them together could not change the outcome', () => {
    const hopeless = auditedRecords({ counted: 100, uncounted: 90, required: 1000 });
    expect([reviewsNeeded(hopeless, 0), boundReached(hopeless, { done: 0, wrong: 0 })]).toEqual([0, 0]);
  });
});

describe('the bound for the chance of a wrong outcome (decision 50)', () => {
  it('rests on the exact hypergeometric distribution', () => {
    // Computed with integer arithmetic: P(X <= most) as a ratio of binomial coefficients.
    expect(chanceOfAtMost(0, 1000, 50, 57)).toBeCloseTo(0.04923683902735096, 10);
    expect(chanceOfAtMost(3, 5000, 60, 400)).toBeCloseTo(0.2812355020633812, 10);
    expect(chanceOfAtMost(2, 351_380, 71, 10_000)).toBeCloseTo(0.6710373294014035, 8);
  });

  it('agrees with the published sample size for an audit without errors: never above it, at most 1 below', () => {
    // Aslam, Popa & Rivest, On Estimating the Size and Confidence of a Statistical Audit (EVT '07): for n up to 10,000
    // objects, b up to n/2 bad ones and a confidence c up to 0.99, this formula is never too small, and found to be at
    // most one too large.
    const published = (n: number, b: number, c: number): number =>
      Math.ceil((n - (b - 1) / 2) * (1 - (1 - c) ** (1 / b)));
    for (const c of [0.9, 0.95, 0.99]) {
      for (const n of [50, 100, 400, 1000, 5000, 10_000]) {
        for (const b of [1, 2, 5, 20, n / 10, n / 4, n / 2]) {
          let exact = 0;
          while (chanceOfAtMost(0, n, b, exact) > (1 - c) * (1 + 1e-9)) exact += 1;
          expect([0, 1]).toContain(published(n, b, c) - exact);
        }
      }
    }
  });

  it('is the probability times 2, and times 2 again for every error found, because the sample may be extended', () => {
    const records = { kind: 'counted', size: 400, mustBeWrong: 20 } as const;
    expect(boundReached(records, { done: 66, wrong: 0 })).toBeCloseTo(2 * chanceOfAtMost(0, 400, 20, 66), 12);
    expect(boundReached(records, { done: 110, wrong: 1 })).toBeCloseTo(4 * chanceOfAtMost(1, 400, 20, 110), 12);
    expect([0, 1, 2, 3].map((wrong) => reviewsNeeded(records, wrong))).toEqual([66, 110, 149, 185]);
  });

  it('is 0 after a review of all records, and 1 if the errors found change the outcome', () => {
    const records = { kind: 'counted', size: 400, mustBeWrong: 20 } as const;
    expect(boundReached(records, { done: 400, wrong: 19 })).toBe(0);
    expect(boundReached(records, { done: 30, wrong: 20 })).toBe(1);
    expect(reviewsNeeded(records, 20)).toBeNull();
  });
});

describe('an error-limited close (decision 50)', () => {
  /** Second reviews in the order of the sample, extended until the bound is reached or the errors are exposed. */
  function isUndetected(chance: Chance, close: number): boolean {
    const required = 100 + chance.below(200);
    const reached = chance.below(2) === 0;
    const margin = 1 + chance.below(60);
    const records = auditedRecords(
      reached
        ? { counted: required + margin - 1, uncounted: chance.below(50), required }
        : { counted: required - margin, uncounted: margin + chance.below(300), required },
    );
    const ids = Array.from({ length: records.size }, (_, at) => `record-${String(at)}`);
    // Just enough errors to change the outcome, wherever the person who planted them liked, before the seed existed.
    const wrong = new Set(ids.slice(0, records.mustBeWrong));
    const order = sampleOrder(ids, 'the published digest', `${String(close)}-seed`);
    let [done, found] = [0, 0];
    for (;;) {
      const needed = reviewsNeeded(records, found);
      if (needed === null) return false;
      if (done >= needed) return true;
      while (done < needed) {
        if (wrong.has(order[done] ?? '')) found += 1;
        done += 1;
      }
    }
  }

  it(`leaves at most 5 % of 1,000 wrong outcomes undetected, with just enough planted errors to change them`, () => {
    const chance = new Chance('planted errors');
    const undetected = Array.from({ length: 1000 }, (_, close) => isUndetected(chance, close)).filter(Boolean).length;
    expect(undetected / 1000).toBeLessThanOrEqual(RISK_LIMIT);
    // The simulation does reach the end of an audit in both ways.
    expect(undetected).toBeGreaterThan(0);
  });
});
