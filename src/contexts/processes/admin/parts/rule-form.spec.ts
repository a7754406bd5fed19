import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROUNDINGS, type ThresholdRule } from '../../domain/threshold-rule.js';
import { basisPointsOf, percentOf, ruleOf, ruleSentence, valuesOf } from './rule-form.js';

const share = fc.integer({ min: 1, max: 10_000 });
const rounding = fc.constantFrom(...ROUNDINGS);
const rules: fc.Arbitrary<ThresholdRule> = fc.record({
  requirement: fc.oneof(
    fc.record({ kind: fc.constant('share' as const), basisPoints: share, rounding }),
    fc.record({ kind: fc.constant('fixed' as const), supports: fc.integer({ min: 1, max: 1_000_000 }) }),
  ),
  cutOff: fc.constantFrom(null, '2026-12-31'),
  dispersion: fc.option(
    fc.record({
      unit: fc.constantFrom('local-district' as const, 'municipality' as const, 'section' as const),
      units: fc.oneof(
        fc.record({ kind: fc.constant('count' as const), count: fc.integer({ min: 1, max: 900 }) }),
        fc.record({ kind: fc.constant('share' as const), basisPoints: share }),
      ),
      minimumBasisPoints: share,
      rounding,
    }),
  ),
});

describe('the form of a threshold rule', () => {
  it('converts any rule to field values and back', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(ruleOf(valuesOf(rule))).toEqual(rule);
      }),
    );
  });

  it('parses percentages with up to two decimals', () => {
    fc.assert(
      fc.property(share, (points) => {
        expect(basisPointsOf(percentOf(points))).toBe(points);
      }),
    );
    expect(['1,5', ' 2 % ', '100'].map(basisPointsOf)).toEqual([150, 200, 10_000]);
    expect(['', '0', '1.234', '100.01', 'dos'].map(basisPointsOf)).toEqual(Array(5).fill(undefined));
  });

  it('reports every invalid field', () => {
    const invalid: string[] = [];
    const values = {
      kind: 'share',
      percent: 'x',
      rounding: '',
      cutOff: '2026-02-30',
      dispersed: 'si',
      unitsKind: 'count',
    };
    expect(ruleOf(values, (field) => invalid.push(field))).toBeUndefined();
    expect(invalid).toEqual([
      'percent',
      'rounding',
      'cutOff',
      'unit',
      'unitsCount',
      'minimumPercent',
      'minimumRounding',
    ]);
  });

  it('describes a rule in one sentence', () => {
    expect(
      ruleSentence({
        requirement: { kind: 'share', basisPoints: 150, rounding: 'up' },
        cutOff: '2026-12-31',
        dispersion: {
          unit: 'section',
          units: { kind: 'share', basisPoints: 5000 },
          minimumBasisPoints: 100,
          rounding: 'up',
        },
      }),
    ).toBe(
      'Umbral: 1.5 % de la lista nominal (redondeado hacia arriba), con corte al 31/12/2026. Dispersión: 1 % en al menos la mitad de los lugares (secciones).',
    );
  });
});
