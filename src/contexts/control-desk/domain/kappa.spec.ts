import { describe, expect, it } from '@jest/globals';
import { agreementByCriterion, agreementOf, type PairedVerdicts } from './kappa.js';

function pairsOf(table: readonly (readonly number[])[]): PairedVerdicts[] {
  return table.flatMap((row, first) =>
    row.flatMap((count, second) =>
      Array.from({ length: count }, () => ({ first: String(first), second: String(second) })),
    ),
  );
}

const fourDigits = (value: number | undefined): string | undefined => value?.toFixed(4);

describe("Cohen's kappa of the blind second reviews (decision 50)", () => {
  it.each([
    {
      // SAS/STAT User's Guide, The FREQ Procedure, «Agreement Study»: two dermatologists, 88 patients.
      source: 'SAS/STAT, skin condition',
      table: [
        [10, 4, 1, 0],
        [5, 10, 12, 2],
        [2, 4, 12, 5],
        [0, 2, 6, 13],
      ],
      published: ['0.3449', '0.0724', '0.2030', '0.4868'],
    },
    {
      // Output of SAS, reproduced in statsmodels, stats/tests/test_inter_rater.py, UnweightedCohens.
      source: 'SAS, as in statsmodels',
      table: [
        [0, 4, 1],
        [0, 8, 0],
        [0, 1, 5],
      ],
      published: ['0.4842', '0.1380', '0.2137', '0.7547'],
    },
  ])('agrees with published figures to four digits: $source', ({ table, published }) => {
    const { kappa } = agreementOf(pairsOf(table));
    expect([kappa?.value, kappa?.standardError, kappa?.low, kappa?.high].map((each) => fourDigits(each))).toEqual(
      published,
    );
  });

  it('is 1 if all verdicts agree, and undefined if only one verdict was ever given', () => {
    const agreed = agreementOf(pairsOf([[5, 0], [0, 5]])); // prettier-ignore
    expect(agreed.kappa?.value).toBeCloseTo(1, 12);
    expect(agreed.kappa?.standardError).toBeCloseTo(0, 12);
    expect(agreementOf(pairsOf([[7]]))).toEqual({ records: 7, agreed: 7, kappa: null });
    expect(agreementOf([])).toEqual({ records: 0, agreed: 0, kappa: null });
  });

  it('is computed for each criterion: whether both, one or neither chose it', () => {
    const pairs = [
      ...Array.from({ length: 22 }, () => ({ first: 'fotocopia', second: 'fotocopia' })),
      ...Array.from({ length: 2 }, () => ({ first: 'fotocopia', second: 'otra' })),
      ...Array.from({ length: 4 }, () => ({ first: 'sin-firma', second: 'fotocopia' })),
      ...Array.from({ length: 11 }, () => ({ first: 'sin-firma', second: 'sin-firma' })),
    ];
    const byCriterion = agreementByCriterion(pairs);
    expect([...byCriterion.keys()]).toEqual(['fotocopia', 'otra', 'sin-firma']);
    // Two by two: 22, 2, 4, 11.
    expect(byCriterion.get('fotocopia')).toMatchObject({ records: 39, agreed: 33 });
    expect(fourDigits(byCriterion.get('fotocopia')?.kappa?.value)).toBe('0.6667');
  });
});
