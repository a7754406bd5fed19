import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wholeNumberFault, wholeNumberOf } from './index.js';

describe('a typed whole number', () => {
  it.each([
    ['20000', 20_000],
    ['20,000', 20_000],
    ['20 000', 20_000],
    [' 20\u00a0000\u200b', 20_000],
    ['1,000,000', 1_000_000],
    ['0', 0],
  ])('is read from «%s»', (typed, number) => {
    expect(wholeNumberOf(typed)).toBe(number);
    expect(wholeNumberFault(typed, 0, 1_000_000)).toBeNull();
  });

  it.each(['20.000', '500,5', '500.5', '1e3', '0x10', '-5', '+5', '20,00', '2000,000', '20 000,000', ',000', 'mil'])(
    'is not read from «%s»',
    (typed) => {
      expect(wholeNumberOf(typed)).toBeNaN();
      expect(wholeNumberFault(typed, 0, 1_000_000)).toBe('Escriba un número entero, por ejemplo 20,000.');
    },
  );

  it('is read correctly from the formats that the system writes', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (number) => {
        expect(wholeNumberOf(number.toLocaleString('es-MX'))).toBe(number);
        expect(wholeNumberOf(String(number))).toBe(number);
      }),
    );
  });

  it('is reported with the limits if it is outside them', () => {
    expect(wholeNumberFault('10,001', 1, 10_000)).toBe('Escriba un número de 1 a 10,000.');
    expect(wholeNumberFault('0', 1, 10_000)).toBe('Escriba un número de 1 a 10,000.');
  });

  it.each([undefined, null, 20, ''])('is not read from %p', (typed) => {
    expect(wholeNumberOf(typed)).toBeNaN();
  });
});
