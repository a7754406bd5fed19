import QRCode from 'qrcode';
import { outline } from './pdf-fonts.js';

const WATERMARK_COLOUR = '#52606D';

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Draws a text as a QR code with vector graphics: sharp at any resolution, and no image to compress. */
export function drawQrCode(pdf: PDFKit.PDFDocument, text: string, { left, top, side }: Square): void {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
  const dot = side / size;
  data.forEach((dark, index) => {
    if (dark) pdf.rect(left + (index % size) * dot, top + Math.floor(index / size) * dot, dot, dot);
  });
  pdf.fillColor('#000000').fill();
}

/** Draws a text across the page as shapes, because many programs extract artifacts too. */
export function drawWatermark(pdf: PDFKit.PDFDocument, text: string): void {
  const { width, height } = pdf.page;
  const shape = outline(text, text.length > 14 ? 48 : 64);
  pdf.save();
  pdf.rotate(-35, { origin: [width / 2, height / 2] });
  pdf.translate((width - shape.width) / 2, height / 2);
  pdf.path(shape.path).fillOpacity(0.14).fill(WATERMARK_COLOUR);
  pdf.restore();
}
