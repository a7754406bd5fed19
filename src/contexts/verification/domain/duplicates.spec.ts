import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markDuplicates, type DuplicateCandidate } from '../../../../test/oracles/duplicates.js';
import { DUPLICATE_RULES } from './duplicates.js';

const at = (second: number): Date => new Date(Date.UTC(2027, 0, 15, 18, 0, second));
const record = (
  supportId: string,
  aspirantId: string,
  second: number,
  more: Partial<DuplicateCandidate> = {},
): DuplicateCandidate => ({
  supportId,
  folio: `AC-${supportId}`,
  aspirantId,
  receivedAt: at(second),
  withdrawn: false,
  mayCount: true,
  ...more,
});
const marks = (...args: Parameters<typeof markDuplicates>) => Object.fromEntries(markDuplicates(...args));

describe('the detection of duplicates (decision 13, §13.3)', () => {
  it('counts the first record received for an aspirant and marks the rest', () => {
    expect(marks([record('b', 'X', 2), record('a', 'X', 1), record('c', 'X', 3)])).toEqual({
      b: 'same-aspirant',
      c: 'same-aspirant',
    });
  });

  it('counts the first record received for two aspirants', () => {
    expect(marks([record('a', 'X', 1), record('b', 'Y', 2)])).toEqual({ b: 'other-aspirant' });
  });

  it('orders records by folio if they were received at the same time', () => {
    expect(marks([record('b', 'Y', 1), record('a', 'X', 1)])).toEqual({ b: 'other-aspirant' });
  });

  it('counts the next record if the first is a photocopy', () => {
    expect(marks([record('a', 'X', 1, { mayCount: false }), record('b', 'Y', 2), record('c', 'Z', 3)])).toEqual({
      c: 'other-aspirant',
    });
  });

  it('lets a void first record keep its place if the OPL has configured this', () => {
    const policy = { betweenAspirants: 'primera', voidKeepsPlace: true } as const;
    expect(marks([record('a', 'X', 1, { mayCount: false }), record('b', 'Y', 2)], policy)).toEqual({
      b: 'other-aspirant',
    });
  });

  it('ignores records of a withdrawn aspirant', () => {
    expect(marks([record('a', 'X', 1, { withdrawn: true }), record('b', 'Y', 2)])).toEqual({});
  });

  it.each([
    ['primera', { b: 'same-aspirant', c: 'other-aspirant' }],
    ['ultima', { a: 'same-aspirant', b: 'other-aspirant' }],
    ['ninguna', { a: 'other-aspirant', b: 'same-aspirant', c: 'other-aspirant' }],
    ['ambas', { b: 'same-aspirant' }],
  ] as const)('follows the rule %s', (betweenAspirants, expected) => {
    const records = [record('a', 'X', 1), record('b', 'X', 2), record('c', 'Y', 3)];
    expect(marks(records, { betweenAspirants, voidKeepsPlace: false })).toEqual(expected);
  });

  it('does not depend on the order of arrival, and counts at most one record under «primera»', () => {
    const records = fc
      .array(
        fc.record({
          aspirantId: fc.constantFrom('X', 'Y', 'Z'),
          second: fc.nat({ max: 5 }),
          withdrawn: fc.boolean(),
          mayCount: fc.boolean(),
        }),
        { maxLength: 8 },
      )
      .map((list) =>
        list.map(({ aspirantId, second, ...more }, index) => record(`s${index}`, aspirantId, second, more)),
      );
    const shuffled = records.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(
        shuffled,
        fc.constantFrom(...DUPLICATE_RULES),
        fc.boolean(),
        ([list, other], betweenAspirants, voidKeepsPlace) => {
          const policy = { betweenAspirants, voidKeepsPlace };
          expect(marks(other, policy)).toEqual(marks(list, policy));
          const winners = list.filter(
            (one) => !one.withdrawn && one.mayCount && !markDuplicates(list, policy).has(one.supportId),
          );
          if (betweenAspirants === 'primera' && !voidKeepsPlace) {
            expect(winners).toHaveLength(list.some((one) => !one.withdrawn && one.mayCount) ? 1 : 0);
          }
        },
      ),
    );
  });
});
