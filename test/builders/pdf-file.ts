/**
 * A PDF of the given objects, numbered from 1; the first is the catalog.
 * @param trailer further entries of the trailer.
 */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, content] of objects.entries()) {
    offsets.push(length);
    add(Buffer.from(`${String(index + 1)} 0 obj\n`));
    add(Buffer.from(content));
    add(Buffer.from('\nendobj\n'));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = String(objects.length + 1);
  const start = String(length);
  add(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${table}`));
  add(Buffer.from(`trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

export function pdfStream(entries: string, data: Buffer): Buffer {
  const head = Buffer.from(`<<${entries}/Length ${String(data.length)}>>\nstream\n`);
  return Buffer.concat([head, data, Buffer.from('\nendstream')]);
}

export interface PagePicture {
  readonly width: number;
  readonly height: number;
  readonly jpeg: Buffer;
}

/** A one-page PDF as a scanner makes it, with a layer of text, which is ASCII; by default the page is blank. */
export function scannedPdf(text: string, picture?: PagePicture): Buffer {
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</I 6 0 R>>>>>>',
    pdfStream('', Buffer.from(`q 612 0 0 792 0 0 cm /I Do Q BT /F1 12 Tf 72 720 Td (${text}) Tj ET`)),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    picture
      ? pdfStream(
          `/Type/XObject/Subtype/Image/Width ${String(picture.width)}/Height ${String(picture.height)}` +
            '/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode',
          picture.jpeg,
        )
      : pdfStream(
          '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8',
          Buffer.from([0xff]),
        ),
  ]);
}
