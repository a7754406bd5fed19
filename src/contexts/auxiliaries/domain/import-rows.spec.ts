import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpreadsheet, type SheetCell, type SheetRow } from '../../../kernel/documents/spreadsheet-reader.js';
import { writeSpreadsheet } from '../../../kernel/documents/spreadsheet.js';
import { buffer } from 'node:stream/consumers';
import { inventedElector } from '../../../synthetic/index.js';
import { importErrorsWorkbook } from '../documents/import-errors-workbook.js';
import { importTemplate } from '../documents/import-template.js';
import { IMPORT_FIELDS, IMPORT_HEADERS, TEMPLATE_VERSION, type ImportField } from './import-columns.js';
import { checkRow, readRawRows, type RawRow } from './import-rows.js';

const NOW = new Date('2027-01-15T18:00:00Z');
const LIMITS = { rows: 5000, columns: 40, unpackedBytes: 20_000_000 };
type RowTexts = Record<ImportField, string>;

const person = (nth: number): RowTexts => {
  const { printed, fechaNacimiento, claveElector, curp } = inventedElector(11, nth);
  return {
    ...printed,
    fechaNacimiento: fechaNacimiento.split('-').reverse().join('/'),
    telefonoMovil: `442${String(1_000_000 + nth)}`,
    email: `persona${String(nth)}@correo.example`,
    emailProvider: nth % 2 === 0 ? 'Google' : 'facebook',
    claveElector,
    curp,
  };
};
const headers = IMPORT_FIELDS.map((field) => IMPORT_HEADERS[field]);
const cell = (text: string): SheetCell => ({ kind: text === '' ? 'empty' : 'text', text });
async function* sheet(rows: readonly (readonly string[])[]): AsyncGenerator<SheetRow> {
  await Promise.resolve();
  for (const [at, row] of [headers, ...rows].entries()) yield { number: at + 1, cells: row.map(cell) };
}
const rawRowsOf = (rows: readonly RowTexts[]): Promise<RawRow[]> =>
  readRawRows(sheet(rows.map((row) => IMPORT_FIELDS.map((field) => row[field]))));
const faultsOf = async (change: Partial<RowTexts>): Promise<string[]> => {
  const [row] = await rawRowsOf([{ ...person(3), ...change }]);
  if (!row) throw new Error('no row');
  return checkRow(row, NOW).faults.map(({ code, field }) => `${field} ${code.replace('AUXILIARIES.', '')}`);
};

describe('checkRow (§6.4)', () => {
  it('accepts the common formats of each field', async () => {
    expect(await faultsOf({})).toEqual([]);
    expect(
      await faultsOf({ emailProvider: ' GOOGLE ', telefonoMovil: '442 123-45-67', materno: '', curp: '' }),
    ).toEqual([]);
    expect(
      await faultsOf({
        claveElector: person(3)
          .claveElector.toLowerCase()
          .replace(/(.{6})/, '$1 '),
      }),
    ).toEqual([]);
  });

  it.each([
    [{ nombre: '' }, ['nombre CELL_MISSING']],
    [{ paterno: 'x'.repeat(81) }, ['paterno CELL_TOO_LONG']],
    [{ fechaNacimiento: '31/02/1990' }, ['fechaNacimiento DATE_INVALID']],
    [{ fechaNacimiento: '13/06/97' }, ['fechaNacimiento DATE_SHORT_YEAR']],
    [{ fechaNacimiento: 'mayo de 1990' }, ['fechaNacimiento DATE_FORMAT']],
    [{ telefonoMovil: '442123456' }, ['telefonoMovil TELEPHONE_FORMAT']],
    [{ email: 'sin arroba' }, ['email EMAIL_FORMAT']],
    [{ emailProvider: 'Yahoo' }, ['emailProvider PROVIDER_UNKNOWN']],
    [{ claveElector: 'XLIBGD' }, ['claveElector CLAVE_FORMAT']],
    [{ claveElector: 'XLIBGD97061319M100', curp: '' }, ['claveElector CLAVE_DATE_MISMATCH']],
    [{ curp: 'XIBG970613' }, ['curp CURP_FORMAT']],
    [{ curp: `${person(3).curp.slice(0, 17)}${(Number(person(3).curp[17]) + 1) % 10}` }, ['curp CURP_CHECK_DIGIT']],
    [
      { nombre: '', email: '', telefonoMovil: 'no' },
      ['nombre CELL_MISSING', 'telefonoMovil TELEPHONE_FORMAT', 'email CELL_MISSING'],
    ],
  ] as const)('reports every fault with its column: %j', async (change, expected) => {
    expect(await faultsOf(change)).toEqual(expected);
  });

  it('reads birth dates as people and spreadsheet programs write them', async () => {
    const [year = '', month = '', day = ''] = inventedElector(11, 3).fechaNacimiento.split('-');
    const name = new Intl.DateTimeFormat('es-MX', { month: 'long', timeZone: 'UTC' }).format(
      new Date(`${year}-${month}-${day}T00:00:00Z`),
    );
    for (const fechaNacimiento of [
      `${year}-${month}-${day}T00:00:00`,
      `${day}/${month}/${year} 00:00`,
      `${day}-${name.slice(0, 3)}-${year}`,
      `${day} de ${name} de ${year}`,
    ]) {
      expect(await faultsOf({ fechaNacimiento })).toEqual([]);
    }
  });

  it('reports a cell with an error value or a Boolean only once', async () => {
    async function* rows(): AsyncGenerator<SheetRow> {
      await Promise.resolve();
      yield { number: 1, cells: headers.map(cell) };
      const cells = IMPORT_FIELDS.map((field) => cell(person(3)[field]));
      cells[0] = { kind: 'boolean', text: 'VERDADERO' };
      cells[4] = { kind: 'error', text: '#N/A' };
      yield { number: 2, cells };
    }
    const [row] = await readRawRows(rows());
    const { data, faults, warnings } = checkRow(row ?? ({} as RawRow), NOW);
    expect(data).toBeUndefined();
    expect(faults.map(({ code, field }) => `${field} ${code}`)).toEqual([
      'nombre AUXILIARIES.CELL_BOOLEAN',
      'telefonoMovil AUXILIARIES.CELL_ERROR',
    ]);
    expect(warnings).toEqual([]);
  });

  it('rejects a person under 18, by the calendar day in hora centro', async () => {
    const minor = { claveElector: 'XLIBGD09011622M100', curp: '' };
    expect(await faultsOf({ ...minor, fechaNacimiento: '16/01/2009' })).toEqual(['fechaNacimiento UNDER_AGE']);
    expect(await faultsOf({ ...minor, fechaNacimiento: '16/01/1809' })).toEqual(['fechaNacimiento BIRTH_YEAR']);
    const [row] = await rawRowsOf([
      { ...person(3), claveElector: 'XLIBGD09011522M100', curp: '', fechaNacimiento: '15/01/2009' },
    ]);
    expect(row && checkRow(row, NOW).faults).toEqual([]);
  });

  it('only warns if the letters of the clave do not match the name', async () => {
    const [row] = await rawRowsOf([{ ...person(3), nombre: 'Zzyx', curp: '' }]);
    expect(row && checkRow(row, NOW)).toMatchObject({
      faults: [],
      warnings: [{ code: 'CLAVE_NAME_MISMATCH', field: 'claveElector' }],
    });
  });

  it('only warns about a letter that documents cannot print, and accepts those of indigenous languages', async () => {
    const [row, other] = await rawRowsOf([
      { ...person(3), nombre: `${person(3).nombre} Ⅱ` },
      { ...person(4), nombre: `${person(4).nombre} Kaꞌpiꞌ A̱ʉɨ` },
    ]);
    expect(row && checkRow(row, NOW)).toMatchObject({
      faults: [],
      warnings: [{ code: 'NAME_NOT_PRINTABLE', field: 'nombre', params: { found: 'Ⅱ' } }],
    });
    expect(other && checkRow(other, NOW)).toMatchObject({ faults: [], warnings: [] });
  });

  it('reports the earlier row with the same clave or e-mail, however it is typed', async () => {
    const rows = await rawRowsOf([
      person(1),
      { ...person(2), email: ' PERSONA1@correo.example' },
      { ...person(4), claveElector: person(1).claveElector.toLowerCase() },
    ]);
    expect(rows.map(({ twice }) => twice)).toEqual([{}, { email: 2 }, { claveElector: 2 }]);
    expect(rows.map((row) => checkRow(row, NOW).data !== undefined)).toEqual([true, false, false]);
  });
});

describe('the validation of a spreadsheet (§6.4)', () => {
  it('requires the column titles, in any order, and ignores other columns and the example row', async () => {
    const reversed = [...IMPORT_FIELDS].reverse();
    async function* rows(): AsyncGenerator<SheetRow> {
      await Promise.resolve();
      yield {
        number: 1,
        cells: [cell('Notas'), ...reversed.map((field) => cell(IMPORT_HEADERS[field].toUpperCase()))],
      };
      yield { number: 2, cells: [cell('¡hola!'), ...reversed.map((field) => cell(person(5)[field]))] };
    }
    expect((await readRawRows(rows()))[0]?.texts).toEqual(IMPORT_FIELDS.map((field) => person(5)[field]));
    async function* without(): AsyncGenerator<SheetRow> {
      await Promise.resolve();
      yield { number: 1, cells: [cell('Nombre(s)'), cell('CURP')] };
    }
    await expect(readRawRows(without())).rejects.toMatchObject({ code: 'AUXILIARIES.IMPORT_NO_HEADER' });
  });

  it('says in which row the column titles are if it is not the first', async () => {
    async function* rows(): AsyncGenerator<SheetRow> {
      await Promise.resolve();
      yield { number: 1, cells: [cell('Mis auxiliares')] };
      yield { number: 3, cells: IMPORT_FIELDS.map((field) => cell(IMPORT_HEADERS[field])) };
    }
    await expect(readRawRows(rows())).rejects.toMatchObject({
      code: 'AUXILIARIES.IMPORT_HEADER_ROW',
      params: { row: 3 },
    });
  });

  it('finds no rows in an unchanged template', async () => {
    const template = await importTemplate(NOW);
    await expect(readRawRows(readSpreadsheet(template, LIMITS))).rejects.toMatchObject({
      code: 'AUXILIARIES.IMPORT_EMPTY',
    });
    const { readXlsx } = await import('hucre');
    expect((await readXlsx(template)).properties?.subject).toBe(TEMPLATE_VERSION);
  });

  it('treats the same person identically in every row, except for duplicates within the file', async () => {
    const anybody = fc.record({
      nth: fc.uniqueArray(fc.nat(400), { minLength: 2, maxLength: 12 }),
      broken: fc.array(
        fc.constantFrom<Partial<RowTexts>>(
          {},
          { nombre: '' },
          { curp: 'x' },
          { email: 'no' },
          { fechaNacimiento: '1' },
        ),
        {
          minLength: 12,
          maxLength: 12,
        },
      ),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(anybody, async ({ nth, broken, seed }) => {
        const people = nth.map((one, at) => ({ ...person(one), ...broken[at] }));
        const order = people.map((_, at) => at).sort((a, b) => Math.sin(seed + a) - Math.sin(seed + b));
        const verdicts = async (rows: readonly RowTexts[]) => (await rawRowsOf(rows)).map((row) => checkRow(row, NOW));
        const inOrder = await verdicts(people);
        const shuffled = await verdicts(order.map((at) => people[at] ?? person(0)));
        expect(shuffled).toEqual(order.map((at) => inOrder[at]));
      }),
      { numRuns: 60 },
    );
  });

  it('accepts any text in any cell and never writes a formula to the error workbook', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '＝', "'="), fc.string({ maxLength: 20 }))
        .map((pair) => pair.join('')),
    );
    const anyRow = fc.array(anyText, { minLength: 9, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 5 }), async (rows) => {
        const file = await buffer(
          writeSpreadsheet(
            'Auxiliares',
            headers.map((header) => ({ header, width: 20 })),
            rows,
          ),
        );
        const read = await readRawRows(readSpreadsheet(file, LIMITS)).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'AUXILIARIES.IMPORT_EMPTY' });
          return [];
        });
        const answer = await importErrorsWorkbook(read.map((row) => ({ row, ...checkRow(row, NOW) })));
        for await (const { cells } of readSpreadsheet(answer, LIMITS)) {
          expect(cells.map(({ kind }) => kind)).not.toContain('formula');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('produces a complete error workbook even if more rows have errors than can be highlighted', async () => {
    const [row] = await rawRowsOf([{ ...person(1), telefonoMovil: '1' }]);
    if (!row) throw new Error('no row');
    const many = Array.from({ length: 3001 }, (_, at) => ({
      row: { ...row, number: at + 2 },
      ...checkRow(row, NOW),
    }));
    const answer = await importErrorsWorkbook(many);
    let count = 0;
    let last: readonly string[] = [];
    for await (const { cells } of readSpreadsheet(answer, { ...LIMITS, rows: 20_000 })) {
      count += 1;
      last = cells.map(({ text }) => text);
    }
    expect(count).toBe(3002);
    expect(last.slice(-2)).toEqual([expect.stringContaining('Teléfono móvil (E3002): '), '3002']);
  });

  it('produces an error workbook that contains the rows exactly as they were typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 6 }), async (nth) => {
        const rows = await rawRowsOf(nth.map((one) => ({ ...person(one), nombre: '-Ana', telefonoMovil: '+52 442' })));
        const answer = await importErrorsWorkbook(rows.map((row) => ({ row, ...checkRow(row, NOW) })));
        const back = await readRawRows(readSpreadsheet(answer, LIMITS));
        const iso = (texts: readonly string[]) =>
          texts.map((text) => text.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$2-$1'));
        expect(back.map(({ texts }) => texts)).toEqual(rows.map(({ texts }) => iso(texts)));
      }),
      { numRuns: 20 },
    );
  });
});
