import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { PdfDocument, type DocumentHeader } from './pdf.js';

/** What is drawn, page by page and otherwise: every stream of the file that can be inflated. */
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
  const pdf = await PdfDocument.begin({
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

/** The matrix by which what lies across a page is turned. */
const ACROSS = /\b0?\.8191\d* -?0?\.573\d* -?0?\.573\d* 0?\.8191/g;

describe('a document of a practice process', () => {
  it('is marked across every page, and no other document is', async () => {
    const pages = (content: string): number => content.match(ACROSS)?.length ?? 0;
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
