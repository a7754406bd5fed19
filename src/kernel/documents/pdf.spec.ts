import { inflateSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openSync } from 'fontkit';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { PRINTABLE } from '#electoral/normalise';
import { nodesOf, readPdf } from '../../../test/support/read-pdf.js';
import { fontFiles } from './pdf-fonts.js';
import { PdfDocument, type DocumentHeader } from './pdf.js';

/** All deflated streams of the file, decompressed. */
function drawn(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)]
    .map(([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
}

const HEADER: DocumentHeader = {
  title: 'Cédula',
  institution: 'INE',
  subtitle: 'Proceso',
  folio: 'F-1',
  place: 'Querétaro',
  printedAt: new Date('2027-01-05T18:00:00Z'),
  demonstration: false,
};

async function threePages(more: Partial<DocumentHeader>): Promise<string> {
  const pdf = new PdfDocument({ ...HEADER, ...more });
  for (let line = 0; line < 50; line += 1) pdf.paragraph(`Renglón ${String(line)}`);
  return drawn(await pdf.finish());
}

/** Draws the squares of a page as an image with four pixels per point. */
function squaresOf(content: string): Promise<Buffer> {
  const squares = [...content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)]
    .map(([, ...numbers]) => numbers.map((number) => Number(number) * 4))
    .filter(([, , width, height]) => width === height)
    .map(
      ([x, y, side]) => `<rect x="${String(x)}" y="${String(y)}" width="${String(side)}" height="${String(side)}"/>`,
    );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2448" height="3168" shape-rendering="crispEdges">
    <rect width="100%" height="100%" fill="#fff"/>${squares.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

describe('the header of a document', () => {
  it('has a QR code of its folio', async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
    prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
    const picture = await squaresOf(await threePages({ folio: 'DEC-2027-22-000417' }));
    const read = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] });
    expect(read.map(({ text }) => text)).toEqual(['DEC-2027-22-000417']);
  });
});

/** The rotation matrix of a watermark. */
const WATERMARK_MATRIX = /\b0?\.8191\d* -?0?\.573\d* -?0?\.573\d* 0?\.8191/g;

describe('a document of a practice process', () => {
  it('has a watermark on every page', async () => {
    const pages = (content: string): number => content.match(WATERMARK_MATRIX)?.length ?? 0;
    const [plain, marked, watermarked] = [
      await threePages({}),
      await threePages({ practice: true }),
      await threePages({ demonstration: true }),
    ];
    expect(pages(plain)).toBe(0);
    expect(pages(marked)).toBeGreaterThan(1);
    expect(pages(marked)).toBe(pages(watermarked));
  });
});

describe('the structure of a document', () => {
  const complete = (more: Partial<DocumentHeader> = {}) =>
    new PdfDocument({ ...HEADER, ...more })
      .section('Datos', [
        { label: 'Nombre', value: 'Ana' },
        { label: 'Clave', value: 'ABC123', code: true },
      ])
      .paragraph('Me obligo a:')
      .list(['Leer.', 'Firmar.'])
      .paragraph('Es todo.')
      .signatures([{ role: 'Aspirante', name: 'Ana Ruiz', position: 'Ciudadana' }, { role: 'OPL' }])
      .finish();

  it('has headings, tables, lists and paragraphs in reading order, a language and a title', async () => {
    const pdf = await readPdf(await complete());
    expect(pdf).toMatchObject({ language: 'es-MX', marked: true, title: 'Cédula · F-1', unmarked: [] });
    expect(pdf.root.children.map(({ type }) => type)).toEqual([
      'P',
      'H1',
      'P',
      'P',
      'Figure',
      'P',
      'H2',
      'Table',
      'P',
      'L',
      'P',
      'P',
      'P',
      'P',
      'P',
      'P',
      'P',
      'P',
    ]);
    expect(
      nodesOf(pdf.root, 'TR').map(({ children }) => children.map(({ type, scope, text }) => [type, scope, text])),
    ).toEqual([
      [
        ['TH', 'Row', 'Nombre'],
        ['TD', undefined, 'Ana'],
      ],
      [
        ['TH', 'Row', 'Clave'],
        ['TD', undefined, 'ABC123'],
      ],
    ]);
    expect(nodesOf(pdf.root, 'LI').map(({ children }) => children.map(({ type, text }) => [type, text]))).toEqual([
      [
        ['Lbl', '1.'],
        ['LBody', 'Leer.'],
      ],
      [
        ['Lbl', '2.'],
        ['LBody', 'Firmar.'],
      ],
    ]);
    expect(nodesOf(pdf.root, 'Figure').map(({ alt }) => alt)).toEqual(['Código QR del folio F-1']);
    expect(pdf.lines).toEqual([
      ...['INE', 'Cédula', 'Proceso', 'Folio F-1', 'Querétaro, a 5 de enero de 2027', 'Datos', 'Nombre', 'Ana'],
      ...['Clave', 'ABC123', 'Me obligo a:', '1.', 'Leer.', '2.', 'Firmar.', 'Es todo.', 'Lugar y fecha de la firma:'],
      ...['Ana Ruiz', 'Ciudadana', 'Aspirante', 'OPL', 'Nombre:', 'Cargo:'],
    ]);
  });

  it('says in words what the watermark shows, and the watermark is not text', async () => {
    const pdf = await readPdf(await complete({ demonstration: true }));
    expect(pdf.lines).toContain('Documento de demostración, sin efectos legales.');
    expect(pdf.artifacts).toEqual(['Cédula · F-1 · Página 1 de 1\nImpreso el 05/01/2027 12:00:00 (hora centro)\n']);
    expect((await readPdf(await complete({ practice: true }))).lines).toContain(
      'Documento de un proceso de práctica, sin efectos legales.',
    );
  });

  it('keeps the signatures with the text before them, wherever the page ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 700 }), async (rows, letters) => {
        const pdf = new PdfDocument(HEADER).section(
          'Datos',
          Array.from({ length: rows }, (_, row) => ({ label: `Dato ${String(row)}`, value: `Valor ${String(row)}` })),
        );
        pdf.paragraph('Texto final '.repeat(Math.ceil(letters / 12))).signatures([{ role: 'Aspirante', name: 'Ana' }]);
        const read = await readPdf(await pdf.finish());
        const pageOf = (text: string) => nodesOf(read.root, 'P').find((node) => node.text.startsWith(text))?.pages;
        expect(pageOf('Texto final')).toEqual([read.pageCount - 1]);
        for (const text of ['Lugar y fecha', 'Ana', 'Aspirante']) expect(pageOf(text)).toEqual([read.pageCount - 1]);
        expect(nodesOf(read.root, 'TR').every(({ pages }) => pages.length === 1)).toBe(true);
        expect(read.unmarked).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

/** Letters and marks of Latin alphabets of indigenous languages of Mexico, and of names from abroad. */
const NAMES = [
  ...[
    'Kaꞌpiꞌ Ꞌyaꞌ',
    'Kʼiinʼ',
    'Xɨkɨ Ɨꞌñɨ',
    'Ñʉhʉ Ʉxtho',
    'Tsööj',
    'Ndɛ̈ꞌɛ',
    'A̱sis e̱ki i̱ i̱ta o̱to u̱ni',
    'Nā Tēō Xī Tōnāl Kū',
  ],
  ...[
    'Ñuú Sàvǐ',
    'Shwá̱',
    'Nꞌiⁿ',
    'Dižə',
    'Bë̀ʔ',
    'Łukasz Wałęsa',
    'Şükrü Ğ',
    'Nguyễn Thị Ễ',
    'Dvořák Šćžđ',
    'Œuvre Þór Ðæ',
    'Ștefan Țe',
  ],
];

describe('the fonts', () => {
  const letters = (font: 'wide-text' | 'wide-strong'): ReadonlySet<number> =>
    new Set(openSync(fontFiles().get(font) ?? '').characterSet);

  it('have every letter that is registered without a warning', () => {
    const fonts = [letters('wide-text'), letters('wide-strong')];
    const lacking: string[] = [];
    for (let point = 0x20; point < 0x20000; point += 1) {
      const character = String.fromCodePoint(point);
      if (/\p{C}/u.test(character) || !PRINTABLE.test(character)) continue;
      if (fonts.some((font) => !font.has(point))) lacking.push(point.toString(16));
    }
    expect(lacking).toEqual([]);
  });

  it.each(NAMES)('print %s, and its letters can be copied', async (name) => {
    expect([...name].filter((letter) => !PRINTABLE.test(letter))).toEqual([]);
    const pdf = new PdfDocument(HEADER).section(name, [{ label: 'Nombre', value: name }]);
    const read = await readPdf(await pdf.finish());
    const texts = [...nodesOf(read.root, 'H2'), ...nodesOf(read.root, 'TD')].map(({ text }) => text.normalize('NFC'));
    expect(texts).toEqual([name.normalize('NFC'), name.normalize('NFC')]);
  });

  it('are embedded as subsets, so that a page remains small', async () => {
    const file = await new PdfDocument(HEADER).paragraph('Łukasz Kaꞌpiꞌ').finish();
    expect(file.length).toBeLessThan(60_000);
    expect((await readPdf(file)).fonts.every((font) => /^[A-Z]{6}\+/.test(font))).toBe(true);
  });
});
