import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  textCell,
  textRow,
  workbookParts,
  zipOf,
  type BuiltSheet,
  type ZipEntry,
} from '../../../test/builders/workbook-file.js';
import { openSpreadsheet, readSpreadsheet, type SheetRow } from './spreadsheet-reader.js';
import { isErrorValue } from './spreadsheet-text.js';

const LIMITS = { rows: 100, columns: 10, unpackedBytes: 50_000_000 };
const HEAD = textRow(1, ['Nombre', 'Apellido']);
const ANA = textRow(2, ['Ana', 'Ruiz']);
const sheet = (rows: string, more: Partial<BuiltSheet> = {}): BuiltSheet => ({ name: 'Auxiliares', rows, ...more });
const fileOf = (...sheets: BuiltSheet[]): Buffer => zipOf(workbookParts(sheets));
const read = async (bytes: Buffer, limits = LIMITS): Promise<SheetRow[]> => {
  const rows: SheetRow[] = [];
  for await (const row of readSpreadsheet(bytes, limits)) rows.push(row);
  return rows;
};
const texts = async (bytes: Buffer): Promise<string[][]> =>
  (await read(bytes)).map(({ cells }) => cells.map(({ text }) => text));
const cell = async (xml: string) => (await read(fileOf(sheet(`<row r="1">${xml}</row>`))))[0]?.cells[0];
const READ = [
  ['Nombre', 'Apellido'],
  ['Ana', 'Ruiz'],
];
const column = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : column(Math.floor(index / 26) - 1) + column(index % 26);

describe('the sheet that is read', () => {
  it('is the first visible one; its name and those of the sheets that are not read are reported', async () => {
    const file = fileOf(
      sheet(HEAD, { name: 'Listas', state: 'hidden' }),
      sheet(HEAD, { name: 'Claves', state: 'veryHidden' }),
      sheet(HEAD + ANA, { name: 'Zona Norte &amp; Sur &#x2013; &quot;1&quot;' }),
      sheet('', { name: 'Notas', state: 'visible' }),
    );
    expect(await texts(file)).toEqual(READ);
    const { sheet: name, furtherSheets } = await openSpreadsheet(file, LIMITS);
    expect([name, furtherSheets]).toEqual(['Zona Norte & Sur – "1"', ['Notas']]);
  });

  it('is recognised with namespace prefixes and absolute part names, and chart sheets are skipped', async () => {
    const parts = workbookParts([sheet('', { name: 'Gráfica' }), sheet(HEAD + ANA)]).map(
      ({ name, bytes }): ZipEntry => {
        const text = bytes.toString();
        if (name === 'xl/workbook.xml')
          return {
            name,
            bytes: Buffer.from(
              text
                .replace(/<(\/?)(workbook|sheets?)/g, '<$1x:$2')
                .replace('<x:workbook xmlns=', '<x:workbook xmlns:x='),
            ),
          };
        if (name !== 'xl/_rels/workbook.xml.rels') return { name, bytes };
        const [chart, absolute] = ['/chartsheet" Target="worksheets/sheet1', 'Target="/xl/worksheets/sheet2'];
        return {
          name,
          bytes: Buffer.from(
            text.replace('/worksheet" Target="worksheets/sheet1', chart).replace('Target="worksheets/sheet2', absolute),
          ),
        };
      },
    );
    expect(await texts(zipOf(parts))).toEqual(READ);
  });
});

describe('the limits', () => {
  it('count content, not formatted or blank cells', async () => {
    const styled = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `<c r="${column(from + at)}2" s="1"/>`).join('');
    for (const more of [styled(2, 45), styled(2, 1024), textCell('XFD2', ' '), textCell('AZ2', '\u00a0\u200b')]) {
      expect(await texts(fileOf(sheet(HEAD + textRow(2, ['Ana', 'Ruiz'], more))))).toEqual(READ);
    }
    const formatted = Array.from(
      { length: 5000 },
      (_, at) => `<row r="${String(at + 3)}"><c r="A${String(at + 3)}" s="1"/></row>`,
    );
    expect(await texts(fileOf(sheet(HEAD + ANA + formatted.join(''))))).toEqual(READ);
    const afterwards = textRow(6000, ['Eva', 'Paz']);
    expect(await texts(fileOf(sheet(HEAD + formatted.join('') + afterwards)))).toEqual([READ[0], ['Eva', 'Paz']]);
  });

  it('reject content beyond them instead of ignoring it', async () => {
    const refusal = { code: 'KERNEL.SPREADSHEET_TOO_LARGE' };
    const wide = fileOf(sheet(HEAD + textRow(2, ['Ana'], textCell('K2', 'x'))));
    await expect(read(wide)).rejects.toMatchObject(refusal);
    const formula = fileOf(sheet(`${HEAD}<row r="2"><c r="K2"><f>1+1</f></c></row>`));
    await expect(read(formula)).rejects.toMatchObject(refusal);
    const long = fileOf(sheet(Array.from({ length: 101 }, (_, at) => textRow(at + 1, ['x'])).join('')));
    await expect(read(long)).rejects.toMatchObject(refusal);
  });

  it('bound the work for a file that is mostly empty columns', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, at) => `<row r="${String(at + 1)}"><c r="XFD${String(at + 1)}" s="1"/></row>`,
    );
    const before = process.cpuUsage();
    await expect(read(fileOf(sheet(rows.join(''))))).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_TOO_LARGE' });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(10_000);
  });
});

describe('a cell', () => {
  it('with an ISO date (strict Open XML), or a number formatted as a date, keeps its day', async () => {
    expect(await cell('<c r="A1" t="d"><v>1990-05-14T00:00:00</v></c>')).toEqual({
      kind: 'text',
      text: '1990-05-14T00:00:00',
    });
    expect(await cell('<c r="A1" s="1"><v>33007</v></c>')).toEqual({ kind: 'date', text: '1990-05-14' });
  });

  it('with an error value or a Boolean is reported as such', async () => {
    expect(await cell('<c r="A1" t="e"><v>#N/A</v></c>')).toEqual({ kind: 'error', text: '#N/A' });
    expect(await cell('<c r="A1" t="b"><v>1</v></c>')).toEqual({ kind: 'boolean', text: 'VERDADERO' });
    expect(await cell(textCell('A1', '#¡REF!'))).toMatchObject({ kind: 'error' });
    expect(['#N/D', '#DIV/0!', '#¿NOMBRE?', '#VALUE!', '#SPILL!'].every(isErrorValue)).toBe(true);
    expect(['#', '# 5', '#1', 'Calle #N', '#ANA'].some(isErrorValue)).toBe(false);
  });

  it('with a formula is recognised however the file refers to its cells', async () => {
    const formula = { kind: 'formula', text: '' };
    const withReference = fileOf(
      sheet(`<row r="3"><c r="B3" t="str"><f>A1</f><v>Ana</v></c><c r="C3"><v>1</v></c></row>`),
    );
    expect((await read(withReference))[0]).toMatchObject({
      number: 3,
      cells: [{ kind: 'empty' }, formula, { text: '1' }],
    });
    const without = fileOf(sheet(`<row/><row><c><v>5</v></c><c><f t="shared" si="0"/><v>6</v></c></row>`));
    expect((await read(without))[0]).toMatchObject({ number: 2, cells: [{ text: '5' }, formula] });
    const prefixed = zipOf(
      workbookParts([sheet(`<row r="1"><c r="A1"><f>1</f></c></row>`)]).map(({ name, bytes }) =>
        name.endsWith('sheet1.xml')
          ? {
              name,
              bytes: Buffer.from(
                bytes
                  .toString()
                  .replace(/<(\/?)(\w)/g, '<$1x:$2')
                  .replace('xmlns', 'xmlns:x'),
              ),
            }
          : { name, bytes },
      ),
    );
    expect((await read(prefixed))[0]?.cells).toEqual([formula]);
  });

  it('is read as a formula exactly if the file has a formula in it, whatever the size of the file (property)', async () => {
    const anyRow = fc.array(fc.constantFrom('text', 'formula', 'empty'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 60 }), async (kinds) => {
        const rows = kinds.map((row, at) => {
          const cells = row.map((kind, index) => {
            const reference = `${column(index)}${String(at + 1)}`;
            if (kind === 'empty') return `<c r="${reference}" s="1"/>`;
            return kind === 'text'
              ? textCell(reference, 'x'.repeat(700))
              : `<c r="${reference}"><f>A1&gt;2</f><v>1</v></c>`;
          });
          return `<row r="${String(at + 1)}">${cells.join('')}</row>`;
        });
        const found = await read(fileOf(sheet(rows.join(''))), { ...LIMITS, unpackedBytes: 50_000_000 });
        const byNumber = new Map(found.map(({ number, cells }) => [number, cells.map(({ kind }) => kind)]));
        for (const [at, row] of kinds.entries()) {
          const last = row.findLastIndex((kind) => kind !== 'empty');
          expect(byNumber.get(at + 1) ?? []).toEqual(row.slice(0, last + 1));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a valid archive', () => {
  const parts = workbookParts([sheet(HEAD + ANA)]);

  it.each<[string, () => Buffer]>([
    [
      're-zipped by macOS, with folders and hidden files',
      () => {
        const extra = ['xl/', '_rels/', 'xl/worksheets/', '.DS_Store'].map((name) => ({
          name,
          bytes: Buffer.alloc(0),
        }));
        const hidden = { name: '__MACOSX/._[Content_Types].xml', bytes: Buffer.from('\0\0\0\0') };
        return zipOf([...extra, ...parts, hidden]);
      },
    ],
    ['with an empty part', () => zipOf([...parts, { name: 'docProps/custom.xml', bytes: Buffer.alloc(0) }])],
    [
      'with an empty part that is stored',
      () => zipOf([...parts, { name: 'a.xml', bytes: Buffer.alloc(0), stored: true }]),
    ],
    ['without compression', () => zipOf(parts.map((part) => ({ ...part, stored: true })))],
    ['in the ZIP64 format', () => zipOf(parts, { zip64: true })],
  ])('is read %s', async (_, file) => {
    expect(await texts(file())).toEqual(READ);
  });

  it('in the ZIP64 format is subject to the limits for unpacking', async () => {
    const large = [...parts, { name: 'xl/media/x.bin', bytes: Buffer.from('x'), declared: 60_000_000 }];
    await expect(read(zipOf(large, { zip64: true }))).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_TOO_LARGE' });
    const lying = [...parts, { name: 'xl/media/x.bin', bytes: Buffer.alloc(60_000_000), declared: 5 }];
    await expect(read(zipOf(lying, { zip64: true }))).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
  });

  it('without a worksheet is refused', async () => {
    const without = parts.filter(({ name }) => !name.includes('sheet1'));
    await expect(read(zipOf(without))).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
  });
});
