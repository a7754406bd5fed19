import { describe, expect, it } from '@jest/globals';
import { isDatabaseUnavailable } from './database-unavailable.js';

const coded = (code: string): Error => Object.assign(new Error('failed'), { code });
const named = (name: string): Error => Object.assign(new Error('failed'), { name });

describe('an error', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENOTFOUND',
    '08006',
    '53100',
    '53300',
    '57P01',
    '57P05',
    '58030',
  ])('with the code %s means that the database is unavailable', (code) => {
    expect(isDatabaseUnavailable(coded(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('with the message «%s» means that the database is unavailable', (message) => {
    expect(isDatabaseUnavailable(new Error(message))).toBe(true);
  });

  it('of severity FATAL, or from a timeout of the pool, means that the database is unavailable', () => {
    expect(isDatabaseUnavailable(Object.assign(new Error('failed'), { severity: 'FATAL' }))).toBe(true);
    expect(isDatabaseUnavailable(named('KnexTimeoutError'))).toBe(true);
  });

  it('means that the database is unavailable if its cause does', () => {
    const wrapped = new Error('outer', { cause: new Error('inner', { cause: coded('57P03') }) });
    expect(isDatabaseUnavailable(wrapped)).toBe(true);
  });

  it('caused by the statement does not mean that the database is unavailable', () => {
    for (const error of [coded('23505'), coded('22P02'), coded('57014'), new Error('a terminated sentence'), null]) {
      expect(isDatabaseUnavailable(error)).toBe(false);
    }
  });
});
