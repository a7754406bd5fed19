import { describe, expect, it } from '@jest/globals';
import { readSeed, sampleOrder } from './sample-order.js';

const SEED = '01234567890123456789';
const IDS = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
  '33333333-3333-4333-8333-333333333333',
];

describe('the order of the sample (decision 50)', () => {
  it('is that of the HMAC-SHA-256 values that openssl prints', () => {
    // printf %s "abc:11111111-1111-4111-8111-111111111111" | openssl dgst -sha256 -hmac 01234567890123456789
    // 18f90756… for the first, 538f41f8… for the second, 6b1c9f74… for the third.
    expect(sampleOrder([...IDS].reverse(), 'abc', SEED)).toEqual(IDS);
  });

  it('depends on the digest and on the seed, and not on the order of the list', () => {
    const ids = Array.from({ length: 50 }, (_, at) => `record-${String(at)}`);
    const order = sampleOrder(ids, 'abc', SEED);
    expect(sampleOrder([...ids].reverse(), 'abc', SEED)).toEqual(order);
    expect(sampleOrder(ids, 'abd', SEED)).not.toEqual(order);
    expect(sampleOrder(ids, 'abc', `${SEED}0`)).not.toEqual(order);
  });

  it('puts every record into the sample equally often (chi-square)', () => {
    const ids = Array.from({ length: 20 }, (_, at) => `record-${String(at)}`);
    const drawn = new Map(ids.map((id) => [id, 0]));
    for (let draw = 0; draw < 2000; draw += 1) {
      for (const id of sampleOrder(ids, 'abc', String(draw)).slice(0, 5)) drawn.set(id, (drawn.get(id) ?? 0) + 1);
    }
    const square = [...drawn.values()].reduce((sum, times) => sum + (times - 500) ** 2 / 500, 0);
    // 0.999 quantile with 19 degrees of freedom; the drawn records of one sample are negatively correlated.
    expect(square).toBeLessThan(43.8);
  });

  it('is the same for some of the records, whether they are sorted alone or with all others', () => {
    const ids = Array.from({ length: 50 }, (_, at) => `record-${String(at)}`);
    const part = ids.filter((_, at) => at % 3 === 0);
    expect(sampleOrder(ids, 'abc', SEED).filter((id) => part.includes(id))).toEqual(sampleOrder(part, 'abc', SEED));
  });
});

describe('the seed of the sample', () => {
  it('is typed with or without spaces and hyphens, and has at least 20 digits', () => {
    expect(readSeed(' 01234 56789-01234 56789 ')).toBe(SEED);
    expect(readSeed('0123456789012345678')).toBeUndefined();
    expect(readSeed('0123456789012345678x')).toBeUndefined();
  });
});
