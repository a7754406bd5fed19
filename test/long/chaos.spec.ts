import { expect, it } from '@jest/globals';
import { chaos } from '../support/chaos.js';

it('processes killed with kill -9 under load lose no record with a receipt and count none twice (§10.3, decision 38)', async () => {
  const { receipts, records, kills, emails, ...verdict } = await chaos('--seconds', '35');
  expect(verdict).toMatchObject({ lost: 0, doubled: 0, altered: 0, miscounted: 0, unfinished: 0, sound: true });
  expect(records).toBe(receipts);
  expect(receipts).toBeGreaterThan(30);
  expect(emails).toBe(2 * receipts);
  expect(Object.values(kills).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(5);
}, 900_000);
