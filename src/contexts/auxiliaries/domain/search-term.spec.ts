import { describe, expect, it } from '@jest/globals';
import { parseSearchTerm } from './search-term.js';

describe('parseSearchTerm', () => {
  it.each([
    [' aux qro 2027 01 00012 3', { kind: 'id-auxiliar', idAuxiliar: 'AUX-QRO-2027-01-00012-3' }],
    ['auxqro2O27O1000123', { kind: 'id-auxiliar', idAuxiliar: 'AUX-QRO-2027-01-00012-3' }],
    ['aux-qro-2027-01-00012-x', { kind: 'id-part', number: 12, part: 'AUX-QRO-2027-01-00012-X' }],
    ['AUX-QRO-2027-01', { kind: 'id-beginning', beginning: 'AUX-QRO-2027-01' }],
    ['aux qro', { kind: 'id-beginning', beginning: 'AUX-QRO' }],
    ['12', { kind: 'id-part', number: 12, part: '12' }],
    ['00012', { kind: 'id-part', number: 12, part: '00012' }],
    ['00012-x', { kind: 'id-part', number: 12, part: '00012-X' }],
    ['2027-01-00012', { kind: 'id-part', number: 12, part: '2027-01-00012' }],
    ['qro 2027 01 00012 x', { kind: 'id-part', number: 12, part: 'QRO-2027-01-00012-X' }],
    ['AUX-QRO-2027-01-00012', { kind: 'id-part', number: 12, part: 'AUX-QRO-2027-01-00012' }],
    ['442 123 4567', { kind: 'telephone', telephone: '4421234567' }],
    ['+52 (442) 123-4567', { kind: 'telephone', telephone: '4421234567' }],
    ['Ana.Paz@Correo.example ', { kind: 'email', email: 'ana.paz@correo.example' }],
    ['XLIBGD 970613 19 M 100', { kind: 'clave', claveElector: 'XLIBGD97061319M100' }],
    ['AC-7K2MD-000199', { kind: 'device', folioPrefix: '7K2MD' }],
    ['7k2md 000199', { kind: 'device', folioPrefix: '7K2MD' }],
    ['ac7k2md', { kind: 'device', folioPrefix: '7K2MD' }],
    ['ac-abcde', { kind: 'device', folioPrefix: 'ABCDE' }],
    ['Acevedo', { kind: 'name', words: ['ACEVEDO'] }],
    ['ac 7k2mo', { kind: 'device', folioPrefix: '7K2M0' }],
    ['López  García', { kind: 'name', words: ['LOPEZ', 'GARCIA'] }],
    ['garcía, ana', { kind: 'name', words: ['GARCIA', 'ANA'] }],
    ['Acosta', { kind: 'name', words: ['ACOSTA'] }],
    ['§', { kind: 'name', words: [] }],
  ])('recognises the format of %s', (text, expected) => {
    expect(parseSearchTerm(text)).toEqual(expected);
  });
});
