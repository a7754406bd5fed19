import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ENTIDADES,
  checkCic,
  checkClaveElector,
  checkCredentialFields,
  checkCurp,
  checkOcr,
  claveLetters,
  composeCurp,
  composeMrz,
  credentialType,
  curpCheckDigit,
  mrzCheckDigit,
  normaliseFields,
  parseMrz,
  hasRefusal,
  shortDate,
  DEFAULT_CREDENTIAL_TYPES,
} from './index.js';

const SURNAMES = [
  'MUÑOZ',
  'DE LA CRUZ',
  'ÑÁÑEZ',
  'DEL RÍO',
  'GARCÍA',
  'PÉREZ',
  'OCHOA',
  'IBARRA',
  'LÓPEZ',
  'VON DER LEYEN',
  'Y',
];
const GIVEN = [
  'MARÍA JOSÉ',
  'JOSÉ MARÍA',
  'MARÍA DE LOS ÁNGELES',
  'ANA',
  'JOSÉ',
  'LUZ',
  'ÍÑIGO',
  'MA. GUADALUPE',
  'EVA',
  'IAN',
];

const person = fc.record({
  paterno: fc.constantFrom(...SURNAMES),
  materno: fc.constantFrom(...SURNAMES),
  nombre: fc.constantFrom(...GIVEN),
  fechaNacimiento: fc
    .date({ min: new Date('1930-01-01'), max: new Date('2008-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  sexo: fc.constantFrom('H' as const, 'M' as const),
  entidadNacimiento: fc.constantFrom(...ENTIDADES.map(({ key }) => key), '87', '88'),
});
const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${length - 1}}$`));
const withClave = fc.tuple(person, digits(3)).map(([one, suffix]) => ({
  one,
  clave: claveLetters(one) + shortDate(one.fechaNacimiento) + one.entidadNacimiento + one.sexo + suffix,
}));
const withCurp = person.map((one) => ({ one, curp: composeCurp(one, one.fechaNacimiento < '2000' ? '0' : 'A') }));
const mrzSource = fc
  .record({
    person,
    cic: digits(9),
    seccion: digits(4),
    id: digits(9),
    issueNumber: fc.constantFrom('00', '01', '02', '13'),
  })
  .map(({ person: { paterno, materno, nombre, fechaNacimiento, sexo }, cic, seccion, id, issueNumber }) => ({
    cic,
    seccion,
    identificadorCiudadano: id,
    numeroEmision: issueNumber,
    birth: shortDate(fechaNacimiento),
    sexo,
    expiry: '341231',
    paterno,
    materno,
    nombre,
  }));

describe('the check of a clave de elector (§5.C)', () => {
  it('accepts a clave composed for any name, with Ñ, particles and MARÍA/JOSÉ', () => {
    fc.assert(
      fc.property(withClave, ({ one, clave }) => {
        expect(checkClaveElector(clave, one)).toEqual([]);
      }),
    );
  });

  it('rejects a different birth date', () => {
    fc.assert(
      fc.property(withClave, ({ one, clave }) => {
        const problems = checkClaveElector(clave, {
          ...one,
          fechaNacimiento: one.fechaNacimiento === '1990-05-17' ? '1991-05-17' : '1990-05-17',
        });
        expect(problems).toContainEqual(expect.objectContaining({ code: 'CLAVE_DATE_MISMATCH', severity: 'refuse' }));
      }),
    );
  });

  it('only warns if the names do not match, because the registry may lawfully differ', () => {
    const problems = checkClaveElector('GMVLMR80070501M100', {
      paterno: 'Pérez',
      materno: 'Soto',
      nombre: 'Margarita',
      sexo: 'M',
    });
    expect(problems).toEqual([{ code: 'CLAVE_NAME_MISMATCH', severity: 'warn', expected: 'PRSTMR', found: 'GMVLMR' }]);
  });

  it.each(['X', 'NB', ''] as const)('only warns if the sex on the card is %p', (sexo) => {
    const problems = checkClaveElector('GMVLMR80070501M100', { sexo });
    expect(problems.map(({ code }) => code)).toEqual(['CLAVE_SEX_OPEN']);
    expect(hasRefusal(problems)).toBe(false);
  });

  it.each([
    ['GMVLMR80070501M10', 'CLAVE_FORMAT'],
    ['GMVLMR80133501M100', 'CLAVE_DATE_INVALID'],
    ['GMVLMR80070555M100', 'CLAVE_ENTIDAD_UNKNOWN'],
  ])('rejects %s with %s', (clave, code) => {
    expect(checkClaveElector(clave)).toContainEqual(expect.objectContaining({ code, severity: 'refuse' }));
  });

  it('accepts lower case, spaces and hyphens', () => {
    expect(checkClaveElector(' gmvlmr-800705 01 m 100 ')).toEqual([]);
  });
});

describe('the computation and check of a CURP', () => {
  it('accepts the published examples', () => {
    expect(curpCheckDigit('BOXW310820HNERXN0')).toBe('9');
    expect(checkCurp('SABC560626MDFLRN01')).toEqual([]);
  });

  it('accepts a CURP composed for any name', () => {
    fc.assert(
      fc.property(withCurp, ({ one, curp }) => {
        expect(checkCurp(curp, one)).toEqual([]);
      }),
    );
  });

  it('detects every change to a single digit of the birth date or the check digit', () => {
    fc.assert(
      fc.property(
        withCurp,
        fc.constantFrom(4, 5, 6, 7, 8, 9, 17),
        fc.integer({ min: 1, max: 9 }),
        ({ one, curp }, at, step) => {
          const changed = curp.slice(0, at) + String((Number(curp[at]) + step) % 10) + curp.slice(at + 1);
          expect(hasRefusal(checkCurp(changed, one))).toBe(true);
        },
      ),
    );
  });

  it('replaces the second letter of an offensive word', () => {
    const one = {
      paterno: 'Pedraza',
      materno: 'Díaz',
      nombre: 'Óscar',
      fechaNacimiento: '1980-01-02',
      sexo: 'H' as const,
      entidadNacimiento: '22',
    };
    expect(composeCurp(one, '0')).toMatch(/^PXDO800102HQT/);
  });
});

describe('the check of OCR and CIC (§5.C)', () => {
  it.each(['123456789012', '12345678901234', '0000123456789'])('rejects the OCR %s', (ocr) => {
    expect(hasRefusal(checkOcr(ocr))).toBe(true);
  });
  it('warns if the printed sección differs from that of the OCR', () => {
    expect(checkOcr('0123 456789012', '124')).toEqual([
      { code: 'OCR_SECCION_MISMATCH', severity: 'warn', expected: '0124', found: '0123' },
    ]);
  });
  it.each(['000000000', '12345678', '1234567890'])('rejects the CIC %s', (cic) => {
    expect(hasRefusal(checkCic(cic))).toBe(true);
  });
});

describe('the MRZ parser', () => {
  it('computes the check digits of ICAO 9303', () => {
    expect(mrzCheckDigit('520727')).toBe('3');
    expect(mrzCheckDigit('D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<')).toBe('2');
  });

  it('returns the composed fields, for any name', () => {
    fc.assert(
      fc.property(mrzSource, (source) => {
        const reading = parseMrz(composeMrz(source));
        expect(reading.ok).toBe(true);
        expect(reading.fields).toMatchObject({
          cic: source.cic,
          seccion: source.seccion,
          identificadorCiudadano: source.identificadorCiudadano,
          birth: source.birth,
          sexo: source.sexo,
          numeroEmision: source.numeroEmision,
          ocr: source.seccion + source.identificadorCiudadano,
        });
      }),
    );
  });

  it('detects every change to a single digit in the first two lines', () => {
    fc.assert(
      fc.property(mrzSource, fc.nat({ max: 59 }), fc.integer({ min: 1, max: 9 }), (source, at, step) => {
        const lines = composeMrz(source);
        const text = lines[0] + lines[1];
        const character = text.charAt(at);
        fc.pre(/\d/.test(character));
        const changed = text.slice(0, at) + String((Number(character) + step) % 10) + text.slice(at + 1);
        expect(parseMrz([changed.slice(0, 30), changed.slice(30), lines[2]]).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['M', 'M'],
    ['H', 'H'],
    ['X', 'X'],
    ['', ''],
  ] as const)('reads the sex %p as %p (M is mujer, H is hombre)', (sexo, read) => {
    const lines = composeMrz({
      cic: '123456789',
      seccion: '0123',
      identificadorCiudadano: '987654321',
      birth: '800705',
      sexo,
      expiry: '341231',
      numeroEmision: '02',
      paterno: 'Muñoz',
      materno: 'de la Cruz',
      nombre: 'María José',
    });
    expect(parseMrz(lines)).toMatchObject({
      ok: true,
      fields: { sexo: read, surnames: 'MUNOZ DE LA CRUZ', given: 'MARIA JOSE', namesTruncated: false },
    });
  });

  it('rejects lines of a different length, foreign issuers and the sex F', () => {
    expect(parseMrz('IDMEX')).toEqual({ ok: false, problems: [{ code: 'MRZ_SHAPE', severity: 'refuse' }] });
    const [first, second, third] = composeMrz({
      cic: '123456789',
      seccion: '0123',
      identificadorCiudadano: '987654321',
      birth: '800705',
      sexo: 'M',
      expiry: '341231',
      numeroEmision: '02',
      paterno: 'Ley',
      materno: '',
      nombre: 'Ana',
    });
    expect(parseMrz([first.replace('MEX', 'USA'), second, third]).ok).toBe(false);
    expect(parseMrz([first, second.replace('M', 'F'), third])).toMatchObject({
      problems: [{ code: 'MRZ_SEX', found: 'F' }],
    });
  });
});

describe('credential types (§8.3)', () => {
  it('are identified by clave, issue number and OCR (C), CIC and OCR (D), or CIC and citizen identifier (E–H)', () => {
    expect(DEFAULT_CREDENTIAL_TYPES.map(({ key, identifiedBy }) => `${key}: ${identifiedBy.join('+')}`)).toEqual([
      'C: claveElector+numeroEmision+ocr',
      'D: cic+ocr',
      'E: cic+identificadorCiudadano',
      'F: cic+identificadorCiudadano',
      'G: cic+identificadorCiudadano',
      'H: cic+identificadorCiudadano',
    ]);
  });

  it('report each missing identifier', () => {
    const type = credentialType('C');
    expect(type && checkCredentialFields(type, { ocr: '0123456789012' })).toEqual([
      { field: 'claveElector', code: 'IDENTIFIER_MISSING', severity: 'refuse' },
      { field: 'numeroEmision', code: 'IDENTIFIER_MISSING', severity: 'refuse' },
    ]);
  });

  it('have fields normalised by kind', () => {
    expect(
      normaliseFields({
        claveElector: 'gmvlmr 800705-01m100',
        ocr: '0123-456789012',
        seccion: '7',
        paterno: ' Núñez  del  Río ',
      }),
    ).toEqual({
      claveElector: 'GMVLMR80070501M100',
      ocr: '0123456789012',
      seccion: '0007',
      paterno: 'NUÑEZ DEL RIO',
    });
  });
});
