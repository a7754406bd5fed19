import { describe, expect, it } from '@jest/globals';
import { parseSearchTerm } from './search-term.js';

describe('parseSearchTerm', () => {
  it.each([
    [' aux qro 2027 01 00012 x', { kind: 'id-auxiliar', idAuxiliar: 'AUX-QRO-2027-01-00012-X' }],
    ['Ana.Paz@Correo.example ', { kind: 'email', email: 'ana.paz@correo.example' }],
    ['XLIBGD 970613 19 M 100', { kind: 'clave', claveElector: 'XLIBGD97061319M100' }],
    ['AC-7K2MD-000199', { kind: 'device', folioPrefix: '7K2MD' }],
    ['ac 7k2mo', { kind: 'device', folioPrefix: '7K2M0' }],
    ['López  García', { kind: 'surnames', words: ['LOPEZ', 'GARCIA'] }],
    ['Acosta', { kind: 'surnames', words: ['ACOSTA'] }],
    ['12', { kind: 'surnames', words: [] }],
  ])('recognises the format of %s', (text, expected) => {
    expect(parseSearchTerm(text)).toEqual(expected);
  });
});
