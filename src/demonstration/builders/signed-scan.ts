import QRCode from 'qrcode';
import sharp from 'sharp';

const WIDTH = 850;
const HEIGHT = 1100;
const CODE_SIDE = 120;

/** The scan of a signed page, as a JPEG: the QR code of the document, lines of text and a signature. */
export async function signedScan(code: string): Promise<Buffer> {
  const lines = Array.from({ length: 14 }, (_, index) => {
    const top = String(260 + index * 40);
    return `<path d="M90 ${top}h${String(520 + ((index * 37) % 130))}" stroke="#9aa3ad" stroke-width="6"/>`;
  });
  const signature = '<path d="M140 960q40-90 70 0t60-30 50 20 80-50" fill="none" stroke="#17233f" stroke-width="4"/>';
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(WIDTH)}" height="${String(HEIGHT)}">
    <rect width="100%" height="100%" fill="#fff"/>${lines.join('')}${signature}</svg>`;
  const qr = await QRCode.toBuffer(code, { width: CODE_SIDE, margin: 4, errorCorrectionLevel: 'M' });
  return sharp(Buffer.from(page))
    .composite([{ input: qr, left: WIDTH - CODE_SIDE - 60, top: 60 }])
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** A white page, for tests that do not read it. */
export const BLANK_SCAN: Uint8Array<ArrayBuffer> = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAlgAAAMIAQMAAAAuUQncAAAAA1BMVEX///+nxBvIAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAUElEQVR42u3BMQEAAADCoPVP' +
      'bQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD4N5mAAAZfdjEsAAAAASUVORK5CYII=',
    'base64',
  ),
);
