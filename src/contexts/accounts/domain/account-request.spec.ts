import { describe, expect, it } from '@jest/globals';
import { oficioFault } from './account-request.js';

const TODAY = '2027-01-15';

describe('an oficio (§4.1–4.2)', () => {
  it.each([
    ['dated and received today', '2027-01-15', '2027-01-15', null],
    ['received after its date', '2026-12-30', '2027-01-04', null],
    ['dated tomorrow', '2027-01-16', '2027-01-16', 'date-in-the-future'],
    ['received tomorrow', '2027-01-15', '2027-01-16', 'received-in-the-future'],
    ['received before its date', '2027-01-10', '2027-01-09', 'received-before-written'],
  ])('%s (%s, %s) has the fault %s', (_, oficioDate, receivedOn, fault) => {
    expect(oficioFault({ oficioDate, receivedOn }, TODAY)).toBe(fault);
  });
});
