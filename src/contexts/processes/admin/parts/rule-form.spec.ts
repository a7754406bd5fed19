import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shares, thresholdRules } from '../../../../../test/builders/threshold-rule.js';
import { basisPointsOf, percentOf, ruleOf, ruleSentence, valuesOf } from './rule-form.js';

describe('the form of a threshold rule', () => {
  it('converts any rule to field values and back', () => {
    fc.assert(
      fc.property(thresholdRules, (rule) => {
        expect(ruleOf(valuesOf(rule))).toEqual(rule);
      }),
    );
  });

  it('parses percentages with up to two decimals', () => {
    fc.assert(
      fc.property(shares, (points) => {
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
