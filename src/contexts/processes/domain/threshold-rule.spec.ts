import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roundings, shares, thresholdRules } from '../../../../test/builders/threshold-rule.js';
import { shareOf, thresholdOf, thresholdRuleSchema, requiredUnits, type ThresholdRule } from './threshold-rule.js';

const electors = fc.integer({ min: 0, max: 200_000_000 });
describe('the share of a lista nominal', () => {
  it('is exact for any share and any size of the list', () => {
    fc.assert(
      fc.property(electors, shares, (whole, basisPoints) => {
        const product = BigInt(whole) * BigInt(basisPoints);
        const [down, up] = [shareOf(whole, basisPoints, 'down'), shareOf(whole, basisPoints, 'up')];
        expect(BigInt(down)).toBe(product / 10_000n);
        expect(BigInt(up)).toBe((product + 9_999n) / 10_000n);
        expect(BigInt(shareOf(whole, basisPoints, 'nearest'))).toBe((product + 5_000n) / 10_000n);
      }),
    );
  });

  it('rounds exact halves up when rounding to the nearest integer', () => {
    expect([50, 150, 149].map((whole) => shareOf(whole, 100, 'nearest'))).toEqual([1, 2, 1]);
  });

  it('never decreases when the list or the share grows, and never exceeds the list', () => {
    fc.assert(
      fc.property(electors, shares, roundings, fc.nat(1000), (whole, basisPoints, rounding, more) => {
        const required = shareOf(whole, basisPoints, rounding);
        expect(shareOf(whole + more, basisPoints, rounding)).toBeGreaterThanOrEqual(required);
        expect(shareOf(whole, Math.min(10_000, basisPoints + 1), rounding)).toBeGreaterThanOrEqual(required);
        expect(required).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it.each([
    ['up', 81_291],
    ['nearest', 81_290],
    ['down', 81_290],
  ] as const)('of 4,064,523 at 2%%, rounded %s, is %d', (rounding, expected) => {
    expect(shareOf(4_064_523, 200, rounding)).toBe(expected);
  });
});

describe('the threshold and dispersion of an office', () => {
  it('round a fraction of a support up to a whole one', () => {
    const rule: ThresholdRule = {
      requirement: { kind: 'share', basisPoints: 100, rounding: 'up' },
      cutOff: '2026-12-31',
      dispersion: {
        unit: 'municipality',
        units: { kind: 'count', count: 65 },
        minimumBasisPoints: 100,
        rounding: 'up',
      },
    };
    const units = [
      { key: '001', electors: 100 },
      { key: '002', electors: 101 },
      { key: '003', electors: 0 },
    ];
    expect(thresholdOf(rule, { total: 201, units })).toEqual({
      supports: 3,
      dispersion: {
        unit: 'municipality',
        requiredUnits: 65,
        minimums: [
          { key: '001', supports: 1 },
          { key: '002', supports: 2 },
          { key: '003', supports: 0 },
        ],
      },
    });
  });

  it('round up half of an odd number of units', () => {
    const dispersion = {
      unit: 'section',
      units: { kind: 'share', basisPoints: 5000 },
      minimumBasisPoints: 100,
      rounding: 'up',
    } as const;
    expect([124, 125, 1, 0].map((count) => requiredUnits(dispersion, count))).toEqual([62, 63, 1, 0]);
  });

  it('do not depend on the list if the agreement fixes the number', () => {
    fc.assert(
      fc.property(thresholdRules, electors, (rule, total) => {
        if (rule.requirement.kind !== 'fixed') return;
        expect(thresholdOf(rule, { total, units: [] }).supports).toBe(rule.requirement.supports);
      }),
    );
  });

  it('require no more supports from a unit than its list has electors, and survive serialisation', () => {
    const units = fc.array(electors, { maxLength: 40 });
    fc.assert(
      fc.property(thresholdRules, units, (rule, sizes) => {
        expect(thresholdRuleSchema.parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
        const counts = { total: 0, units: sizes.map((size, index) => ({ key: String(index), electors: size })) };
        const { dispersion } = thresholdOf(rule, counts);
        expect(dispersion === null).toBe(rule.dispersion === null);
        dispersion?.minimums.forEach(({ supports }, index) => {
          expect(supports).toBeLessThanOrEqual(sizes[index] ?? 0);
        });
        if (rule.dispersion?.units.kind === 'share') {
          expect(dispersion?.requiredUnits).toBeLessThanOrEqual(sizes.length);
        }
      }),
    );
  });
});
