import { describe, expect, it } from '@jest/globals';
import { checkClaveElector, checkCurp, curpCheckDigit, normaliseClaveElector, normaliseCurp } from './index.js';

const facts = { fechaNacimiento: '1990-05-17', sexo: 'H', entidadNacimiento: '22' } as const;
const curpOf = (letters: string, consonants: string): string => {
  const first17 = `${letters}900517HQT${consonants}0`;
  return first17 + curpCheckDigit(first17);
};
const codes = (problems: readonly { readonly code: string }[]): string[] => problems.map(({ code }) => code);

describe('letters of names with punctuation and abbreviations', () => {
  // RENAPO's instructions require an X for a special character; some registrars omitted it.
  it.each([
    ["D'ACOSTA", 'PÉREZ', 'LUIS', ['DXPL XRS', 'DAPL CRS', 'AOPL CRS']],
    ['D’ACOSTA', 'PÉREZ', 'LUIS', ['DXPL XRS']],
    ['D/AMICO', 'ÁLVAREZ', 'JUAN JOSÉ', ['DXAJ XLN', 'DAAJ MLN', 'AIAJ MLN']],
    ['PÉREZ', 'LÓPEZ', 'J.JESUS', ['PELJ RPS', 'PELJ RPX']],
    ['PÉREZ', 'LÓPEZ', 'J. JESÚS', ['PELJ RPS']],
    ['PÉREZ', 'LÓPEZ', 'MA.GUADALUPE', ['PELG RPD', 'PELM RPX']],
    ['PÉREZ', 'LÓPEZ', 'Mª DEL CARMEN', ['PELC RPR']],
    ['PÉREZ', 'LÓPEZ', 'M.ª DEL CARMEN', ['PELC RPR']],
    ['PÉREZ', 'LÓPEZ', 'Ma. de los Ángeles', ['PELA RPN']],
    ['GARCÍA-LÓPEZ', 'PÉREZ', 'ANA', ['GAPA RRN']],
    ['ÑÁÑEZ', 'GÜEMES', 'ÍÑIGO', ['XAGI XMX']],
  ])('of %s %s, %s agree with CURP %j', (paterno, materno, nombre, expected) => {
    const found = expected.filter((one) => {
      const [letters = '', consonants = ''] = one.split(' ');
      return checkCurp(curpOf(letters, consonants), { paterno, materno, nombre, ...facts }).length === 0;
    });
    expect(found).toEqual(expected);
  });

  it.each([
    ["D'ACOSTA", 'PÉREZ', 'LUIS', ['DCPRLS', 'DXPRLS', 'ACPRLS']],
    ['D/AMICO', 'PÉREZ', 'JUAN', ['DMPRJN', 'DXPRJN', 'AMPRJN']],
    ['PÉREZ', 'LÓPEZ', 'J.JESUS', ['PRLPJS']],
    ['PÉREZ', 'LÓPEZ', 'MA.GUADALUPE', ['PRLPGD']],
    ['PÉREZ', 'LÓPEZ', 'Mª DEL CARMEN', ['PRLPCR', 'PRLPMX']],
  ])('of %s %s, %s agree with claves %j', (paterno, materno, nombre, expected) => {
    const found = expected.filter(
      (letters) => checkClaveElector(`${letters}90051722H100`, { paterno, materno, nombre, ...facts }).length === 0,
    );
    expect(found).toEqual(expected);
  });

  it('of another person still cause a warning', () => {
    const other = { paterno: "D'ACOSTA", materno: 'PÉREZ', nombre: 'J.JESUS', ...facts };
    expect(codes(checkCurp(curpOf('GOPL', 'MRS'), other))).toEqual(['CURP_NAME_MISMATCH']);
    expect(codes(checkClaveElector('GMPRLS90051722H100', other))).toEqual(['CLAVE_NAME_MISMATCH']);
    // The pair that agrees in another spelling is not said to be wrong.
    const accepted = { ...other, nombre: 'Guadalupe' };
    expect(checkClaveElector('DCPRLS90051722H100', accepted)).toMatchObject([
      { expected: ['DC', 'PR', 'GD'].join('') },
    ]);
    expect(checkCurp(curpOf('AOPL', 'CRS'), accepted)).toMatchObject([{ expected: ['AO', 'PG', '…CRD'].join('') }]);
    const withTilde = { paterno: 'Ñúñez', materno: 'Muñoz', nombre: 'Íñigo' };
    expect(checkClaveElector('GMPRLS90051722H100', withTilde)).toMatchObject([
      { expected: ['XX', 'MX', 'IX'].join('') },
    ]);
  });
});

describe('characters of a clave or CURP that look like others', () => {
  const clave = 'OCIBJN90051022H101';
  const curp = curpOf('OAIL', 'CRS');

  it.each([
    ['letters where digits are required', 'OCIBJN9OO5lO22HlOI'],
    ['digits where letters are required', '0C1BJN90051022H101'],
    ['Cyrillic and Greek letters', 'ОСІBJN90051022Н101'],
    ['full-width characters', 'ＯＣＩＢＪＮ９００５１０２２Ｈ１０１'],
  ])('are read by their position: %s', (_, raw) => {
    expect(normaliseClaveElector(raw)).toBe(clave);
  });

  it('are read with a warning that shows the clave as it was read', () => {
    expect(checkClaveElector('0CIBJN90051022H101')).toEqual([
      { code: 'CLAVE_CORRECTED', severity: 'warn', expected: clave },
    ]);
    expect(codes(checkClaveElector(` ${clave.toLowerCase().replace(/(.{6})/, '$1-')} `))).toEqual([]);
    expect(codes(checkCurp(curp.replace('0', 'O')))).toEqual(['CURP_CORRECTED']);
    expect(codes(checkCurp(curp))).toEqual([]);
  });

  it('are left unchanged where either is possible, or if the length is wrong', () => {
    expect(normaliseCurp(`${curp.slice(0, 16)}O${curp.slice(17)}`).charAt(16)).toBe('O');
    expect(normaliseClaveElector('OCIBJN9OO51O')).toBe('OCIBJN9OO51O');
    expect(codes(checkClaveElector(`${clave.slice(0, 17)}Ж1`))).toEqual(['CLAVE_CORRECTED']);
  });
});
