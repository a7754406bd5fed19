import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { pdfOf, pdfStream, scannedPdf } from '../../../test/builders/pdf-file.js';
import { signedScan } from '../../demonstration/builders/index.js';
import { documentCode, readDocumentCode } from './document-code.js';
import { PdfDocument } from './pdf.js';
import { readScanCodes } from './scan-codes.js';
import { checkScan, checkSignedScan, MAX_SCAN_BYTES } from './scan.js';

const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>';
const page = (entries: string): string => PAGE.replace('>>', `${entries}>>`);
const picture = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 }, background: '#fff' },
  });
const refused = (code: string, params: object = {}) =>
  expect.objectContaining({ code, field: 'scan', params: expect.objectContaining(params) as unknown });

describe('a scan', () => {
  it.each([
    ['application/pdf', () => Promise.resolve(scannedPdf('Hoja firmada'))],
    ['image/jpeg', () => picture(400, 300).jpeg().toBuffer()],
    ['image/jpeg', () => picture(400, 300).jpeg({ progressive: true }).toBuffer()],
    ['image/png', () => picture(400, 300).png().toBuffer()],
  ] as const)('is accepted as %s if it can be read to its end', async (mediaType, source) => {
    expect(await checkScan(await source(), 'scan')).toBe(mediaType);
  });

  it.each([
    [
      'a page with a picture',
      page('/Resources<</XObject<</I 4 0 R>>>>'),
      pdfStream(
        '/Type/XObject/Subtype/Image/Width 5100/Height 6600/Filter/FlateDecode',
        deflateSync(Buffer.alloc(1000)),
      ),
    ],
    [
      'a link to a page on the web',
      page('/Annots[4 0 R]'),
      '<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://ine.mx)>>>>',
    ],
    ['a form without programs', page('/Annots[4 0 R]'), '<</Type/Annot/Subtype/Widget/FT/Tx/T(nombre)/Rect[0 0 9 9]>>'],
  ] as const)('is accepted as a PDF with %s', async (_, first, second) => {
    expect(await checkScan(pdfOf([CATALOG, PAGES, first, second]), 'scan')).toBe('application/pdf');
  });

  it('is refused if it is missing, of another type or too large', async () => {
    const pdf = scannedPdf('Hoja');
    await expect(checkScan(Buffer.alloc(0), 'scan')).rejects.toEqual(refused('KERNEL.FILE_MISSING'));
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    await expect(checkScan(drawing, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_FORMAT'));
    const large = Buffer.concat([pdf, Buffer.alloc(MAX_SCAN_BYTES)]);
    await expect(checkScan(large, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_TOO_LARGE'));
  });
});

const issued = (): Promise<Buffer> =>
  new PdfDocument({
    ...{ title: 'Cédula', institution: 'INE', subtitle: 'Proceso', folio: 'ASP-22-1', version: 2, place: 'Querétaro' },
    ...{ printedAt: new Date('2027-01-05T18:00:00Z'), demonstration: true },
  })
    .section('Datos', [{ label: 'Nombre', value: 'Ana' }])
    .signatures([{ role: 'Aspirante', name: 'Ana Ruiz' }])
    .finish();

describe('the scan of a signed document', () => {
  it('is refused if it is the unsigned document that this system issued', async () => {
    const file = await issued();
    expect(await checkScan(file, 'scan')).toBe('application/pdf');
    await expect(checkSignedScan(file, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_UNSIGNED'));
  });

  it.each([
    ['a scanned page', scannedPdf('Hoja firmada')],
    [
      'a signature drawn on the page',
      pdfOf([CATALOG, PAGES, page('/Annots[<</Type/Annot/Subtype/Ink/Rect[0 0 9 9]/InkList[[1 1 2 2]]>>]')]),
    ],
  ])('is accepted with %s', async (_, file) => {
    expect(await checkSignedScan(file, 'scan')).toBe('application/pdf');
  });

  it('yields the code of the issued document, from a picture and from a PDF', async () => {
    const code = documentCode('QRO-2027-01-0007-K', 2);
    const jpeg = await signedScan(code);
    expect(await readScanCodes(jpeg, 'image/jpeg')).toEqual([code]);
    const sideways = await sharp(jpeg).rotate(90).png().toBuffer();
    expect(await readScanCodes(sideways, 'image/png')).toEqual([code]);
    const pdf = scannedPdf('x', { width: 850, height: 1100, jpeg });
    expect(await readScanCodes(pdf, 'application/pdf')).toEqual([code]);
    expect(readDocumentCode(code)).toEqual({ folio: 'QRO-2027-01-0007-K', version: 2 });
  });

  const pixels = (jpeg: Buffer) => sharp(jpeg).greyscale().raw().toBuffer();
  const greyPage = (filter: string, data: Buffer, width = 850, height = 1100): Buffer =>
    pdfOf([
      CATALOG,
      PAGES,
      page('/Resources<</XObject<</I 4 0 R>>>>'),
      pdfStream(
        `/Type/XObject/Subtype/Image/Width ${String(width)}/Height ${String(height)}` +
          `/ColorSpace/DeviceGray/BitsPerComponent 8${filter}`,
        data,
      ),
    ]);

  it('yields the code from image samples with one filter or none, but not with two', async () => {
    const code = documentCode('QRO-2027-01-0007-K', 2);
    const samples = await pixels(await signedScan(code));
    const once = deflateSync(samples);
    const read = (filter: string, data: Buffer) => readScanCodes(greyPage(filter, data), 'application/pdf');
    expect(await read('', samples)).toEqual([code]);
    expect(await read('/Filter/FlateDecode', once)).toEqual([code]);
    expect(await read('/Filter[/FlateDecode]', once)).toEqual([code]);
    expect(await read('/Filter[/FlateDecode/FlateDecode]', deflateSync(once))).toEqual([]);
  });

  it('is refused, and not decoded, if a small file has samples that expand to much more than the page', async () => {
    const twice = deflateSync(deflateSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 }), { level: 9 });
    const chained = greyPage('/Filter[/FlateDecode/FlateDecode]', twice, 300, 300);
    expect(chained.length).toBeLessThan(2000);
    const before = process.resourceUsage().maxRSS;
    expect(await readScanCodes(chained, 'application/pdf')).toEqual([]);
    const longer = greyPage('/Filter/FlateDecode', deflateSync(Buffer.alloc(140 * 1024 * 1024)), 300, 300);
    expect(await readScanCodes(longer, 'application/pdf')).toEqual([]);
    await expect(checkSignedScan(chained, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_TOO_COMPLEX'));
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300_000);
  });

  it('is read although the worker for an earlier scan could not start', async () => {
    const code = documentCode('QRO-2027-01-0007-K', 2);
    const jpeg = await signedScan(code);
    const uncloneable = (() => undefined) as never;
    expect(await readScanCodes(jpeg, uncloneable)).toEqual([]);
    expect(await readScanCodes(jpeg, 'image/jpeg')).toEqual([code]);
  });

  it('yields no code if nothing on it can be read', async () => {
    expect(await readScanCodes(scannedPdf('x'), 'application/pdf')).toEqual([]);
    const blank = scannedPdf('x', { width: 400, height: 400, jpeg: Buffer.from('no es un JPEG') });
    expect(await readScanCodes(blank, 'application/pdf')).toEqual([]);
    expect(readDocumentCode('QRO-2027-01-0007-K')).toBeUndefined();
  });
});

describe('a PDF', () => {
  it.each([
    [
      'a program that runs when it is opened',
      CATALOG.replace('>>', '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>'),
    ],
    ['a program with an escaped name', CATALOG.replace('>>', '/OpenAction<</S/J#61vaScript/J#53(x)>>>>')],
    ['a program in its names', CATALOG.replace('>>', '/Names<</JavaScript<</Names[(a) 4 0 R]>>>>>>')],
    ['an action that starts a program', CATALOG.replace('>>', '/OpenAction<</S/Launch/F(cmd.exe)>>>>')],
    ['an attached file', CATALOG.replace('>>', '/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>')],
    ['a dynamic form', CATALOG.replace('>>', '/AcroForm<</XFA 4 0 R>>>>')],
  ])('is refused with %s', async (_, catalog) => {
    const pdf = pdfOf([catalog, PAGES, PAGE, '<</S/GoTo>>']);
    await expect(checkScan(pdf, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_ACTIVE'));
  });

  it.each([
    ['an action of a page', page('/AA<</O<</S/SubmitForm/F(https://otra.example)>>>>')],
    ['an action of an annotation', page('/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(otro.pdf)>>>>]')],
    ['an attachment on a page', page('/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]>>]')],
  ])('is refused with %s', async (_, content) => {
    await expect(checkScan(pdfOf([CATALOG, PAGES, content]), 'scan')).rejects.toEqual(refused('KERNEL.SCAN_ACTIVE'));
  });

  it('is refused if a program is in compressed objects or in objects that nothing refers to', async () => {
    const objects = Buffer.from('4 0 <</S/JavaScript/JS(app.alert\\(1\\))>>');
    const compressed = pdfWithObjectStream(objects);
    await expect(checkScan(compressed, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_ACTIVE'));
    const hidden = pdfOf([CATALOG, PAGES, PAGE, '<</S/JavaScript/JS(app.alert\\(1\\))>>']);
    await expect(checkScan(hidden, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_ACTIVE'));
  });

  it('is refused if its objects are in a stream with several filters', async () => {
    const nested = deflateSync(Buffer.from('4 0 <</S/GoTo>>'));
    const pdf = pdfWithObjectStream(nested, '[/FlateDecode/FlateDecode]');
    await expect(checkScan(pdf, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_TOO_COMPLEX'));
  });

  it('is refused if it is encrypted', async () => {
    const standard = `<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>>>`;
    const id = '11'.repeat(16);
    const pdf = pdfOf([CATALOG, PAGES, PAGE, standard], `/Encrypt 4 0 R/ID[<${id}><${id}>]`);
    await expect(checkScan(pdf, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_ENCRYPTED'));
  });

  it('is refused if it has no page', async () => {
    const pdf = pdfOf([CATALOG, '<</Type/Pages/Kids[]/Count 0>>']);
    await expect(checkScan(pdf, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_EMPTY'));
  });

  it.each([
    ['only a header', Buffer.from('%PDF-1.7\n%%EOF\n')],
    ['a web page behind a header', Buffer.from('%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF\n')],
    ['half a file', scannedPdf('Hoja firmada').subarray(0, 300)],
    [
      'a picture with damaged data',
      pdfOf([
        CATALOG,
        PAGES,
        page('/Contents 4 0 R'),
        pdfStream('/Filter/FlateDecode', Buffer.from('x\x9cno comprimido', 'latin1')),
      ]),
    ],
  ])('is refused as damaged if it is %s', async (_, pdf) => {
    await expect(checkScan(pdf, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_DAMAGED'));
  });

  it('is refused if a picture or compressed data would take too much memory', async () => {
    const huge = pdfStream('/Type/XObject/Subtype/Image/Width 24000/Height 20000', Buffer.from('x'));
    const withPicture = pdfOf([CATALOG, PAGES, page('/Resources<</XObject<</I 4 0 R>>>>'), huge]);
    await expect(checkScan(withPicture, 'scan')).rejects.toEqual(
      refused('KERNEL.SCAN_PAGE_TOO_MANY_PIXELS', { megapixels: 480 }),
    );
    const bomb = pdfStream('/Filter/FlateDecode', deflateSync(Buffer.alloc(200 * 1024 * 1024)));
    const withBomb = pdfOf([CATALOG, PAGES, page('/Contents 4 0 R'), bomb]);
    expect(withBomb.length).toBeLessThan(400_000);
    await expect(checkScan(withBomb, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_TOO_COMPLEX'));
  });

  it('with any altered bytes is either accepted or refused with a cause (property)', async () => {
    const good = scannedPdf('Hoja firmada');
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        await checkScan(bytes, 'scan').catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^KERNEL\.SCAN_/) as unknown });
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('an image', () => {
  it.each([
    ['JPEG', () => picture(800, 600).jpeg().toBuffer()],
    ['progressive JPEG', () => picture(800, 600).jpeg({ progressive: true }).toBuffer()],
    ['PNG', () => picture(800, 600).png().toBuffer()],
  ])('is refused as damaged if a %s ends early', async (_, source) => {
    const whole = await source();
    for (const length of [8, 100, Math.floor(whole.length / 2), whole.length - 200]) {
      const part = whole.subarray(0, length);
      await expect(checkScan(part, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_DAMAGED'));
    }
  });

  it('is refused if it has too few pixels to be read, and the error states its size', async () => {
    const small = await picture(1, 1).png().toBuffer();
    await expect(checkScan(small, 'scan')).rejects.toEqual(
      refused('KERNEL.SCAN_TOO_FEW_PIXELS', { width: 1, height: 1 }),
    );
    const card = await picture(500, 320).jpeg().toBuffer();
    expect(await checkScan(card, 'scan')).toBe('image/jpeg');
    await expect(checkSignedScan(card, 'scan')).rejects.toEqual(refused('KERNEL.SCAN_TOO_FEW_PIXELS'));
    expect(await checkSignedScan(await picture(600, 776).jpeg().toBuffer(), 'scan')).toBe('image/jpeg');
  });

  it('is refused if it exceeds the pixel limit, and the error states its size', async () => {
    const large = await sharp({ create: { width: 8000, height: 5000, channels: 3, background: '#ddd' } })
      .jpeg()
      .toBuffer();
    await expect(checkScan(large, 'scan')).rejects.toEqual(
      refused('KERNEL.SCAN_TOO_MANY_PIXELS', { megapixels: 40, max: 24 }),
    );
  });
});

/** A PDF 1.5 file whose object 4 is in a compressed object stream, and is the OpenAction of the catalog. */
function pdfWithObjectStream(objects: Buffer, filter = '/FlateDecode'): Buffer {
  const stream = pdfStream(`/Type/ObjStm/N 1/First 4/Filter${filter}`, deflateSync(objects));
  const bodies = [CATALOG.replace('>>', '/OpenAction 4 0 R>>'), PAGES, PAGE, undefined, stream];
  let file = Buffer.from('%PDF-1.7\n');
  const entries: (readonly [type: number, where: number])[] = [[0, 0]];
  for (const [index, body] of bodies.entries()) {
    if (body === undefined) {
      entries.push([2, 5]);
      continue;
    }
    entries.push([1, file.length]);
    file = Buffer.concat([
      file,
      Buffer.from(`${String(index + 1)} 0 obj\n`),
      Buffer.from(body),
      Buffer.from('\nendobj\n'),
    ]);
  }
  entries.push([1, file.length]);
  const table = Buffer.alloc(entries.length * 4);
  for (const [index, [type, where]] of entries.entries()) {
    table.writeUInt8(type, index * 4);
    table.writeUInt16BE(where, index * 4 + 1);
  }
  const xref = pdfStream(`/Type/XRef/Size ${String(entries.length)}/W[1 2 1]/Root 1 0 R`, table);
  const start = file.length;
  return Buffer.concat([
    file,
    Buffer.from('6 0 obj\n'),
    xref,
    Buffer.from(`\nendobj\nstartxref\n${String(start)}\n%%EOF\n`),
  ]);
}
