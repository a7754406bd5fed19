import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codesInText } from './codes-in-text.js';

const codes = (sentence: string): string[] =>
  codesInText(sentence)
    .filter(({ isCode }) => isCode)
    .map(({ text }) => text);

describe('the codes in a sentence', () => {
  it.each([
    ['Como aparece en su acuse, por ejemplo AC-7K2MD-000193', ['AC-7K2MD-000193']],
    [
      'El Id AUX-QRO-2027-01-00001-X, no AUX-QRO-2027-01-00002-K.',
      ['AUX-QRO-2027-01-00001-X', 'AUX-QRO-2027-01-00002-K'],
    ],
    ['Ámbito geo-electoral de IEE-JALISCO, el 05-01-2027', []],
    ['SHA-256 y pre-AC-7K2MD-000193', ['SHA-256']],
  ])('are found: «%s» contains %j', (sentence, expected) => {
    expect(codes(sentence)).toEqual(expected);
  });

  it('are distinguished from e-mail addresses, which may break across lines only after @ and a period', () => {
    const parts = codesInText('Enviamos a ana-luz.vega@correo.example el Id AUX-QRO-2027-01-00001-X.');
    expect(parts.map(({ text, pieces }) => pieces ?? text)).toEqual([
      'Enviamos a ',
      ['ana-luz.', 'vega@', 'correo.', 'example'],
      ' el Id ',
      'AUX-QRO-2027-01-00001-X',
      '.',
    ]);
  });

  it('are separated from the rest of the sentence without losing a character', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('AC-7K2MD-000193', ' ', '-', 'é', 'AB', '7', '.', '@')), (pieces) => {
        const sentence = pieces.join('');
        expect(
          codesInText(sentence)
            .map(({ text }) => text)
            .join(''),
        ).toBe(sentence);
      }),
    );
  });
});
