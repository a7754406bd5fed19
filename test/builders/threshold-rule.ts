import fc from 'fast-check';
import { ROUNDINGS, type ThresholdRule } from '../../src/contexts/processes/domain/threshold-rule.js';

/** Basis points of a share. */
export const shares = fc.integer({ min: 1, max: 10_000 });
export const roundings = fc.constantFrom(...ROUNDINGS);

/** Any valid threshold rule of an office. */
export const thresholdRules: fc.Arbitrary<ThresholdRule> = fc.record({
  requirement: fc.oneof(
    fc.record({ kind: fc.constant('share' as const), basisPoints: shares, rounding: roundings }),
    fc.record({ kind: fc.constant('fixed' as const), supports: fc.integer({ min: 1, max: 1_000_000 }) }),
  ),
  cutOff: fc.constantFrom(null, '2026-12-31'),
  dispersion: fc.option(
    fc.record({
      unit: fc.constantFrom('local-district' as const, 'municipality' as const, 'section' as const),
      units: fc.oneof(
        fc.record({ kind: fc.constant('count' as const), count: fc.integer({ min: 1, max: 900 }) }),
        fc.record({ kind: fc.constant('share' as const), basisPoints: shares }),
      ),
      minimumBasisPoints: shares,
      rounding: roundings,
    }),
  ),
});
