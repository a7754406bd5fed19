import { describe, expect, it } from '@jest/globals';
import { assignEvenly, boundOf, progressOf, type SampledRecord } from './second-review.js';

const record = (first: string, second: string | null, decided: string | null = null): SampledRecord => ({
  aspirantId: 'a',
  first,
  second,
  decided,
});
const [GOOD, BAD] = ['sin-inconsistencia', 'sin-firma'];

describe('the progress of the second reviews (decision 50)', () => {
  it('counts the records of each kind in their order up to the first that is open', () => {
    const records = [
      record(GOOD, GOOD),
      record(BAD, BAD),
      record(GOOD, BAD, BAD),
      record(BAD, GOOD),
      record(GOOD, null),
      record(GOOD, GOOD),
      record(BAD, BAD),
    ];
    expect(progressOf(records)).toEqual({
      favourable: { done: 2, wrong: 1 },
      unfavourable: { done: 1, wrong: 0 },
    });
  });

  it('counts a disagreement as an error only if the supervisor decides against the first verdict', () => {
    expect(progressOf([record(GOOD, BAD, GOOD), record(GOOD, BAD, BAD)]).favourable).toEqual({ done: 2, wrong: 1 });
    expect(progressOf([record(BAD, 'fotocopia', 'fotocopia')]).unfavourable).toEqual({ done: 1, wrong: 0 });
  });
});

describe('the bound for one aspirant (decision 50)', () => {
  const none = { favourable: { done: 0, wrong: 0 }, unfavourable: { done: 0, wrong: 0 } };

  it('rests on the favourable verdicts if the requirement is reached', () => {
    const done = { ...none, favourable: { done: 66, wrong: 0 } };
    const statement = boundOf({ favourable: 400, unfavourable: 30, counted: 400, required: 381 }, done);
    expect(statement).toMatchObject({ kind: 'counted', size: 400, mustBeWrong: 20, done: 66, needed: 66 });
    expect(statement.bound).toBeCloseTo(0.0493, 4);
  });

  it('rests on the unfavourable verdicts if it is not reached, and is 0 if even all of them could not change the outcome', () => {
    const below = { favourable: 400, unfavourable: 30, counted: 390, required: 400 };
    expect(boundOf(below, none)).toMatchObject({ kind: 'uncounted', size: 30, mustBeWrong: 10, bound: 1 });
    expect(boundOf({ ...below, required: 421 }, none)).toMatchObject({ mustBeWrong: 31, bound: 0, needed: 0 });
  });

  it('includes favourable verdicts on supports that do not count for other reasons', () => {
    expect(boundOf({ favourable: 500, unfavourable: 0, counted: 400, required: 381 }, none)).toMatchObject({
      size: 500,
      mustBeWrong: 20,
    });
  });
});

describe('the assignment of second reviews (decision 50)', () => {
  it('is even, and gives no record to a person who was involved in it', () => {
    const candidates = [
      { id: 'ana', accounts: ['ana', 'ana-2026'], open: 2 },
      { id: 'luis', accounts: ['luis'], open: 0 },
    ];
    const involved = [['x'], ['x'], ['x'], ['luis'], ['ana-2026'], ['ana', 'luis']].map((ids) => ({ involved: ids }));
    expect(assignEvenly(involved, candidates)).toEqual(['luis', 'luis', 'ana', 'ana', 'luis', null]);
  });
});
