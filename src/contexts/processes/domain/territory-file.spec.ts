import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFormula } from '../../../kernel/documents/spreadsheet-text.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { parseTerritory, territoryLines, type SectionRow } from './territory-file.js';

const HEADER = '#apoyo-ciudadano.territory;version=1;catalogue=prueba;validFrom=2027-01-01;source=DERFE;sections=';
const COLUMNS = 'entidad,municipio,nombreMunicipio,seccion,distritoLocal,distritoFederal';
const ROW = '22,014,Querétaro,0412,07,03';
const file = (...rows: string[]): string => [HEADER + String(rows.length), COLUMNS, ...rows, ''].join('\n');

function fault(text: string): object | undefined {
  try {
    parseTerritory(text);
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, ...error.params };
    throw error;
  }
  return undefined;
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
const names = fc
  .string({ minLength: 1, maxLength: 40 })
  .filter((name) => !/[\r\n\u2028\u2029]/u.test(name) && !isFormula(name));
const sections: fc.Arbitrary<SectionRow[]> = fc
  .uniqueArray(
    fc.record({
      entidad: fc.constantFrom('01', '22', '32'),
      municipio: digits(3),
      nombreMunicipio: names,
      seccion: digits(4),
      distritoLocal: digits(2),
      distritoFederal: digits(2),
    }),
    { minLength: 1, maxLength: 30, selector: ({ entidad, seccion }) => entidad + seccion },
  )
  .map((rows) => {
    const known = new Map<string, string>();
    return rows.map((row) => {
      const key = row.entidad + row.municipio;
      if (!known.has(key)) known.set(key, row.nombreMunicipio);
      return { ...row, nombreMunicipio: known.get(key) ?? '' };
    });
  });

describe('a territory file (§5.A, §5.C)', () => {
  it('is parsed back to what was written, with any characters in the names that do not make a formula', () => {
    fc.assert(
      fc.property(sections, fc.boolean(), (rows, windows) => {
        const header = { catalogue: 'c', validFrom: '2027-01-01', source: 's' };
        const read = parseTerritory([...territoryLines(header, rows)].join(windows ? '\r\n' : '\n'));
        const byEntidad = ({ entidad, seccion }: SectionRow): string => entidad + seccion;
        expect(
          read.entidades
            .flatMap((each) => each.sections)
            .map(byEntidad)
            .sort(),
        ).toEqual(rows.map(byEntidad).sort());
        for (const { entidad, municipalities } of read.entidades) {
          for (const { municipio, nombreMunicipio } of rows.filter((row) => row.entidad === entidad)) {
            expect(municipalities.get(municipio)).toBe(nombreMunicipio);
          }
        }
      }),
    );
  });

  it('is valid from midnight, hora centro, on the stated day', () => {
    expect(parseTerritory(file(ROW)).validFrom.toISOString()).toBe('2027-01-01T06:00:00.000Z');
  });

  it.each(['=HYPERLINK(A1)', '+1', '-1', '@x', ' =1', '\t=1', '\tQuerétaro', '＝1', '"Colón,=1"', 'Colón;=1'])(
    'is rejected if a spreadsheet program would run a name: %j',
    (name) => {
      expect(fault(file(ROW, `22,015,${name},0413,07,03`))).toMatchObject({
        code: 'PROCESSES.TERRITORY_ROW',
        line: 4,
        fault: expect.stringContaining('«nombreMunicipio»'),
      });
    },
  );

  it('accepts names with hyphens, commas and quotation marks', () => {
    expect(fault(file('22,014,"San Luis - ""El Alto"", Norte",0412,07,03'))).toBeUndefined();
  });

  it('is rejected if truncated or empty', () => {
    expect(fault(file(ROW).replace('sections=1', 'sections=2'))).toMatchObject({
      code: 'PROCESSES.TERRITORY_COUNT',
      announced: 2,
      rows: 1,
    });
    expect(fault(file())).toMatchObject({ code: 'PROCESSES.TERRITORY_EMPTY' });
    expect(fault(`${file()}# Escriba aquí\n`)).toMatchObject({ code: 'PROCESSES.TERRITORY_EMPTY' });
  });

  it.each([
    ['«#apoyo-ciudadano.territory»', file(ROW).replace('territory', 'roll')],
    ['«version=1»', file(ROW).replace('version=1', 'version=2')],
    ['«validFrom=»', file(ROW).replace('2027-01-01', '2027-02-30')],
    ['«catalogue=»', file(ROW).replace('catalogue=prueba;', '')],
    [`«${COLUMNS}»`, file(ROW).replace(COLUMNS, `${COLUMNS},x`)],
  ])('is rejected for an invalid header, saying what is wrong: %s', (said, text) => {
    expect(fault(text)).toEqual({ code: 'PROCESSES.TERRITORY_HEADER', fault: expect.stringContaining(said) });
  });

  it.each([
    ['«entidad»', '33,014,Querétaro,0412,07,03'],
    ['«municipio»', '22,14,Querétaro,0412,07,03'],
    ['«nombreMunicipio»', '22,014,,0412,07,03'],
    ['«seccion»', '22,014,Querétaro,0000,07,03'],
    ['«distritoLocal»', '22,014,Querétaro,0412,7,03'],
    ['«distritoFederal»', '22,014,Querétaro,0412,07,00'],
    ['6 datos', '22,014,Querétaro,0412,07'],
    ['6 datos', '22,014,"Querétaro,0412,07,03'],
  ])('is rejected for an invalid row, naming the line and what is wrong: %s', (said, row) => {
    const expected = { code: 'PROCESSES.TERRITORY_ROW', line: 4, fault: expect.stringContaining(said) };
    expect(fault(file(ROW, row))).toEqual(expected);
  });

  it('is rejected if a sección is duplicated or a municipality has two names', () => {
    expect(fault(file(ROW, ROW))).toMatchObject({ code: 'PROCESSES.TERRITORY_TWICE', line: 4, seccion: '0412' });
    expect(fault(file(ROW, '22,014,Queretaro,0413,07,03'))).toMatchObject({
      code: 'PROCESSES.TERRITORY_NAMES',
      line: 4,
      municipio: '014',
    });
  });
});
