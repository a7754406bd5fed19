import { inflateSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
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

async function threePages(more: Partial<DocumentHeader>): Promise<string> {
  const pdf = new PdfDocument({
    title: 'Cédula',
    institution: 'INE',
    subtitle: 'Proceso',
    folio: 'F-1',
    printedAt: new Date('2027-01-05T18:00:00Z'),
    ...more,
  });
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
      await threePages({ watermark: 'COPIA' }),
    ];
    expect(pages(plain)).toBe(0);
    expect(pages(marked)).toBeGreaterThan(1);
    expect(pages(marked)).toBe(pages(watermarked));
  });
});
