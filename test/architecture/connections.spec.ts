import { expect, it } from '@jest/globals';
import { productionSources, read } from './support.js';

it('connections to PostgreSQL get their TLS options from the one function that reads them from the URL', () => {
  const users = productionSources().filter((path) => /\bnew pg\.|\bnew (Pool|Client)\(/.test(read(path)));
  expect(users.length).toBeGreaterThan(2);
  expect(users.filter((path) => !/\bconnectionOptions\(/.test(read(path)))).toEqual([]);
  const withUrl = productionSources().filter((path) => /\bconnectionString:/.test(read(path)));
  expect(withUrl).toEqual(['src/kernel/database/owner-connection.ts']);
});
