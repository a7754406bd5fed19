import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeXlsx } from 'hucre';
import { zipOf } from '../../../test/builders/workbook-file.js';
import { openArchive, type ArchiveEntry } from './spreadsheet-archive.js';
import { escapeCellText, isBlank, unescapeCellText } from './spreadsheet-text.js';
import { readSpreadsheet, type SheetRow } from './spreadsheet-reader.js';
import { writeSpreadsheet, writeWorkbook, type SheetValue } from './spreadsheet.js';

const LIMITS = { rows: 5000, columns: 30, unpackedBytes: 20_000_000 };
const read = async (bytes: Buffer, limits = LIMITS): Promise<SheetRow[]> => {
  const rows: SheetRow[] = [];
  for await (const row of readSpreadsheet(bytes, limits)) rows.push(row);
  return rows;
};
const texts = (rows: readonly SheetRow[]): string[][] => rows.map(({ cells }) => cells.map(({ text }) => text));
const written = (values: readonly (readonly SheetValue[])[]): Promise<Buffer> =>
  buffer(
    writeSpreadsheet(
      'Lista',
      (values[0] ?? []).map((_, at) => ({ header: `Columna ${at}`, width: 20 })),
      values,
    ),
  );
const part = (bytes: Buffer, name: string): string => {
  const entries = openArchive(bytes, { entries: 100, unpackedBytes: LIMITS.unpackedBytes }) as ArchiveEntry[];
  const entry = entries.find((one) => one.name === name);
  if (!entry) throw new Error(`the archive has no ${name}`);
  return (entry.deflated ? inflateRawSync(entry.packed) : Buffer.from(entry.packed)).toString();
};

describe('text in written cells (CWE-1236)', () => {
  it.each(['=1+1', '+52 442', '-María', '@SUMA(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1', '＋1', '－1', '＠A', '−1'])(
    'is escaped if it may start a formula (%j), and can be unescaped',
    (text) => {
      expect(escapeCellText(text).startsWith("'")).toBe(true);
      expect(unescapeCellText(escapeCellText(text))).toBe(text);
    },
  );

  it('is otherwise unchanged', () => {
    expect(['María', "O'Gorman", "'Ana", 'a=b', '442 123 4567'].map(escapeCellText)).toEqual([
      'María',
      "O'Gorman",
      "'Ana",
      'a=b',
      '442 123 4567',
    ]);
    expect(unescapeCellText("'Ana")).toBe("'Ana");
  });

  it('cannot become a formula through the escapes of the format', async () => {
    const bytes = await written([['_x003D_1+1']]);
    expect(part(bytes, 'xl/worksheets/sheet1.xml')).toContain('_x005F_x003D_1+1');
    expect(texts(await read(bytes))[1]).toEqual(['_x003D_1+1']);
  });

  it('never becomes a formula, and survives a round trip as far as XML allows (property)', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .tuple(
          fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＠', ' =', '_x003D_', "'", '<f>', ']]>'),
          fc.string(),
        )
        .map((pair) => pair.join('')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 8 }), async (rows) => {
        const bytes = await written(rows);
        expect(part(bytes, 'xl/worksheets/sheet1.xml')).not.toMatch(/<(?:\w+:)?f[\s/>]/);
        const back = await read(bytes);
        for (const { cells } of back.slice(1)) {
          for (const { kind } of cells) expect(kind === 'text' || kind === 'empty').toBe(true);
        }
        const expected = rows.map((row) =>
          row.map((text) => unescapeCellText(escapeCellText(text)).replaceAll('_x005F_', '_')),
        );
        const content = (row: readonly string[]) => row.map((text) => (isBlank(text) ? '' : text));
        const nonBlank = expected.map(content).filter((row) => row.some((text) => text !== ''));
        const found = back.slice(1).map(({ cells }) => content([cells[0]?.text ?? '', cells[1]?.text ?? '']));
        expect(found).toEqual(nonBlank);
      }),
      { numRuns: 120 },
    );
  });
});

describe('a streamed list', () => {
  it('has typed columns under a frozen, styled header', async () => {
    const rows = [['Ana', 1234.5, new Date('1997-06-13T00:00:00Z'), new Date('2027-01-15T12:30:00Z')]];
    const bytes = await buffer(
      writeSpreadsheet(
        'Auxiliares',
        [
          { header: 'Nombre', width: 20 },
          { header: 'Apoyos', width: 10, kind: 'number' },
          { header: 'Nacimiento', width: 12, kind: 'day' },
          { header: 'Registro', width: 20, kind: 'instant' },
        ],
        rows,
      ),
    );
    const sheet = part(bytes, 'xl/worksheets/sheet1.xml');
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toContain('<v>1234.5</v>');
    const styles = part(bytes, 'xl/styles.xml');
    for (const format of ['dd/mm/yyyy', 'dd/mm/yyyy hh:mm:ss', 'FF950054']) expect(styles).toContain(format);
    expect((await read(bytes))[1]?.cells).toEqual([
      { kind: 'text', text: 'Ana' },
      { kind: 'number', text: '1234.5' },
      { kind: 'date', text: '1997-06-13' },
      { kind: 'date', text: '2027-01-15' },
    ]);
  });
});

describe('a form workbook', () => {
  const column = { header: 'Tipo', width: 12, prompt: 'Elija', refusal: 'Elija una de la lista' };
  const form = (rule: object) =>
    writeWorkbook('Plantilla', 'auxiliares/1', [
      {
        name: 'Hoja',
        columns: [{ ...column, rule } as never],
        rows: [['Google'], ['x']],
        muted: [0],
        marked: [[1, 0]],
        validatedRows: 100,
      },
      { name: 'Instrucciones', width: 80, lines: ['Uno', '=dos'] },
    ]);

  it('validates lists, lengths and days, with prompts and messages', async () => {
    const rule = async (given: object) => part(await form(given), 'xl/worksheets/sheet1.xml');
    const list = await rule({ kind: 'list', values: ['Google', 'Facebook'] });
    expect(list).toMatch(/<dataValidation [^>]*type="list"/);
    expect(list).toContain('sqref="A2:A101"');
    expect(list).toContain('Elija una de la lista');
    expect(await rule({ kind: 'length', min: 18, max: 18 })).toMatch(/textLength/);
    const days = { kind: 'days', first: new Date('1900-01-01T00:00:00Z'), last: new Date('2009-01-15T00:00:00Z') };
    expect(await rule(days)).toMatch(/<formula1>2<\/formula1><formula2>39828<\/formula2>/);
  });

  it('is read back from its first sheet', async () => {
    expect(texts(await read(await form({ kind: 'length', min: 1, max: 9 })))).toEqual([['Tipo'], ['Google'], ['x']]);
  });
});

describe('reading an uploaded spreadsheet', () => {
  const workbook = async (rows: unknown[][], cells?: Map<string, object>): Promise<Buffer> =>
    Buffer.from(await writeXlsx({ sheets: [{ name: 'A', rows: rows as never, cells: cells }] }));

  it('returns all digits of numbers, e.g. of a phone number', async () => {
    const [row] = await read(await workbook([[4421234567, 5214421234567, 0.5, true, null, '0123456789']]));
    expect(row?.cells.map(({ text }) => text)).toEqual([
      '4421234567',
      '5214421234567',
      '0.5',
      'VERDADERO',
      '',
      '0123456789',
    ]);
    expect(row?.cells[3]?.kind).toBe('boolean');
  });

  it('distinguishes a formula from a value equal to its result', async () => {
    const cells = new Map([['1,0', { value: 'Ana', formula: 'CONCATENATE("A","na")', formulaResult: 'Ana' }]]);
    const rows = await read(
      await workbook(
        [
          ['Nombre', 'x'],
          ['Ana', 'Pérez'],
          ['Eva', 'Ruiz'],
        ],
        cells,
      ),
    );
    expect(rows[1]?.cells[0]).toEqual({ kind: 'formula', text: '' });
    expect(texts(rows)).toEqual([
      ['Nombre', 'x'],
      ['', 'Pérez'],
      ['Eva', 'Ruiz'],
    ]);
  });

  it('returns Excel row numbers and skips blank rows', async () => {
    const rows = await read(await workbook([['a'], [null], ['  '], ['b']]));
    expect(rows.map(({ number }) => number)).toEqual([1, 4]);
  });

  it('rejects more rows or columns than allowed', async () => {
    const limits = { ...LIMITS, rows: 2, columns: 2 };
    expect(await read(await workbook([['a'], ['b']]), limits)).toHaveLength(2);
    const refusal = { code: 'KERNEL.SPREADSHEET_TOO_LARGE' };
    await expect(read(await workbook([['a'], ['b'], ['c']]), limits)).rejects.toMatchObject(refusal);
    await expect(read(await workbook([['a', 'b', 'c']]), limits)).rejects.toMatchObject(refusal);
  });

  it('rejects other files, encrypted files and truncated files', async () => {
    const unreadable = { code: 'KERNEL.SPREADSHEET_UNREADABLE' };
    const good = await workbook([['a']]);
    for (const bytes of [Buffer.alloc(0), Buffer.from('a;b;c\n'), good.subarray(0, good.length - 30)]) {
      await expect(read(bytes)).rejects.toMatchObject(unreadable);
    }
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    await expect(read(old)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_LOCKED' });
  });

  it('either reads or rejects a file with any altered byte (property)', async () => {
    const good = await written([['María', 'Pérez']]);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        await read(bytes).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^KERNEL\.SPREADSHEET_/) as unknown });
        });
      }),
      { numRuns: 150 },
    );
  });

  it('checks the size of an archive before unpacking it', async () => {
    const bomb = zipOf([{ name: '[Content_Types].xml', bytes: Buffer.alloc(30_000_000) }]);
    expect(bomb.length).toBeLessThan(40_000);
    await expect(read(bomb)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_TOO_LARGE' });
    const lying = zipOf([{ name: '[Content_Types].xml', bytes: Buffer.alloc(30_000_000), declared: 0 }]);
    await expect(read(lying)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
    const small = zipOf([{ name: '[Content_Types].xml', bytes: Buffer.alloc(30_000_000), declared: 100 }]);
    await expect(read(small)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
    // Unpacking all of it would take seconds; entries with this name are not searched for formulas.
    for (const name of ['xl/sharedStrings.xml', 'xl/worksheets/sheet1.xml', 'xl/media/image1.png']) {
      const types = { name: '[Content_Types].xml', bytes: Buffer.from('<Types/>') };
      const huge = zipOf([types, { name, bytes: Buffer.alloc(600_000_000), declared: 5000 }]);
      expect(huge.length).toBeLessThan(1_000_000);
      const before = process.cpuUsage();
      await expect(read(huge)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(300);
    }
    const many = zipOf(Array.from({ length: 600 }, (_, n) => ({ name: `f${n}.xml`, bytes: Buffer.from('a') })));
    await expect(read(many)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_TOO_LARGE' });
    const twice = zipOf([
      { name: '[Content_Types].xml', bytes: Buffer.from('a') },
      { name: '[Content_Types].xml', bytes: Buffer.from('b') },
    ]);
    await expect(read(twice)).rejects.toMatchObject({ code: 'KERNEL.SPREADSHEET_UNREADABLE' });
    const entries = openArchive(await workbook([['a']]), { entries: 100, unpackedBytes: 1e6 }) as ArchiveEntry[];
    expect(entries.map(({ name }) => name)).toContain('xl/workbook.xml');
  });
});
