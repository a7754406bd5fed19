import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { formatCentral } from '../clock/central-time.js';

const require = createRequire(import.meta.url);
const font = (name: string): string =>
  join(dirname(require.resolve(`@fontsource/${name}/package.json`)), 'files', `${name}-latin-400-normal.woff`);
// The variable WOFF2 fonts of the screens cannot be subset for embedding; these are static files of the same fonts.
const TEXT_FONT = font('atkinson-hyperlegible-next');
const CODE_FONT = font('atkinson-hyperlegible-mono');

const INK = '#1F2933';
const SECONDARY = '#52606D';
const LINE = '#D9DCE1';
const MARGIN = 54;
const PRACTICE_MARK = 'PROCESO DE PRÁCTICA';

export interface DocumentHeader {
  readonly title: string;
  readonly institution: string;
  /** The electoral process. */
  readonly subtitle: string;
  readonly folio: string;
  readonly printedAt: Date;
  /** Printed across every page of a document without legal effect. */
  readonly watermark?: string;
  /** Marks every page as part of a practice process. */
  readonly practice?: boolean;
}

/** A labelled value; `code` prints it in the monospaced font. */
export interface DataRow {
  readonly label: string;
  readonly value: string;
  readonly code?: boolean;
}

/**
 * The common layout of official documents: letter size, header with folio and QR code, data tables, signature blocks,
 * page numbers, tagged text.
 */
export class PdfDocument {
  readonly #pdf: PDFKit.PDFDocument;

  constructor(private readonly header: DocumentHeader) {
    this.#pdf = new PDFDocument({
      size: 'LETTER',
      margin: MARGIN,
      bufferPages: true,
      tagged: true,
      lang: 'es-MX',
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: header.title, CreationDate: header.printedAt },
    });
    this.#pdf.registerFont('text', TEXT_FONT);
    this.#pdf.registerFont('code', CODE_FONT);
    this.#drawHeader();
  }

  section(title: string, rows: readonly DataRow[]): this {
    const pdf = this.#pdf;
    this.#ensureRoom(40 + rows.length * 18);
    pdf.moveDown(0.6).font('text').fontSize(12).fillColor(INK).text(title, MARGIN);
    pdf
      .moveTo(MARGIN, pdf.y + 2)
      .lineTo(this.#right(), pdf.y + 2)
      .strokeColor(LINE)
      .stroke();
    pdf.moveDown(0.4);
    for (const row of rows) this.#row(row);
    return this;
  }

  paragraph(text: string): this {
    this.#ensureRoom(48);
    this.#pdf
      .moveDown(0.6)
      .font('text')
      .fontSize(10)
      .fillColor(INK)
      .text(text, MARGIN, this.#pdf.y, {
        width: this.#right() - MARGIN,
        lineGap: 2,
      });
    return this;
  }

  /** Signature blocks, side by side. */
  signatures(captions: readonly string[]): this {
    this.#ensureRoom(110);
    const pdf = this.#pdf;
    const top = Math.min(pdf.y + 64, pdf.page.height - MARGIN - 50);
    const gap = 24;
    const width = (this.#right() - MARGIN - gap * (captions.length - 1)) / captions.length;
    captions.forEach((caption, index) => {
      const left = MARGIN + index * (width + gap);
      pdf
        .moveTo(left, top)
        .lineTo(left + width, top)
        .strokeColor(INK)
        .stroke();
      pdf
        .font('text')
        .fontSize(9)
        .fillColor(SECONDARY)
        .text(caption, left, top + 4, { width, align: 'center' });
    });
    pdf.y = top + 40;
    return this;
  }

  /** Adds page numbers and watermarks and returns the PDF. */
  finish(): Promise<Buffer> {
    const pdf = this.#pdf;
    const { count } = pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      pdf.switchToPage(page);
      pdf.page.margins.bottom = 0;
      pdf
        .font('text')
        .fontSize(8)
        .fillColor(SECONDARY)
        .text(
          `${this.header.folio} · Página ${String(page + 1)} de ${String(count)} · Impreso el ${formatCentral(this.header.printedAt)} (hora centro)`,
          MARGIN,
          pdf.page.height - 36,
          { width: this.#right() - MARGIN, align: 'center', lineBreak: false },
        );
      const watermark = this.header.practice === true ? PRACTICE_MARK : this.header.watermark;
      if (watermark !== undefined) this.#drawWatermark(watermark);
    }
    const chunks: Buffer[] = [];
    return new Promise((resolve, reject) => {
      pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
      pdf.on('end', () => {
        resolve(Buffer.concat(chunks));
      });
      pdf.on('error', reject);
      pdf.end();
    });
  }

  #right(): number {
    return this.#pdf.page.width - MARGIN;
  }

  #ensureRoom(needed: number): void {
    if (this.#pdf.y + needed > this.#pdf.page.height - MARGIN) this.#pdf.addPage();
  }

  #row({ label, value, code }: DataRow): void {
    const pdf = this.#pdf;
    this.#ensureRoom(20);
    const top = pdf.y;
    pdf.font('text').fontSize(9).fillColor(SECONDARY).text(label, MARGIN, top, { width: 170 });
    const afterLabel = pdf.y;
    pdf
      .font(code === true ? 'code' : 'text')
      .fontSize(10)
      .fillColor(INK)
      .text(value === '' ? '—' : value, MARGIN + 180, top, { width: this.#right() - MARGIN - 180 });
    pdf.y = Math.max(afterLabel, pdf.y) + 3;
  }

  #drawHeader(): void {
    const pdf = this.#pdf;
    const side = 68;
    this.#drawFolioCode(this.#right() - side, MARGIN, side);
    const width = this.#right() - MARGIN - side - 16;
    pdf.font('text').fontSize(9).fillColor(SECONDARY).text(this.header.institution, MARGIN, MARGIN, { width });
    pdf.fontSize(17).fillColor(INK).text(this.header.title, { width });
    pdf.fontSize(10).fillColor(SECONDARY).text(this.header.subtitle, { width });
    pdf.font('code').fontSize(10).fillColor(INK).text(`Folio ${this.header.folio}`, { width });
    pdf.y = Math.max(pdf.y, MARGIN + side) + 6;
  }

  /** Draws the folio as a QR code with vector graphics: sharp at any resolution, and no image to compress. */
  #drawFolioCode(left: number, top: number, side: number): void {
    const { size, data } = QRCode.create(this.header.folio, { errorCorrectionLevel: 'M' }).modules;
    const dot = side / size;
    data.forEach((dark, index) => {
      if (dark) this.#pdf.rect(left + (index % size) * dot, top + Math.floor(index / size) * dot, dot, dot);
    });
    this.#pdf.fillColor('#000000').fill();
  }

  #drawWatermark(text: string): void {
    const pdf = this.#pdf;
    const { width, height } = pdf.page;
    pdf.save();
    pdf.rotate(-35, { origin: [width / 2, height / 2] });
    pdf
      .font('text')
      .fontSize(text.length > 10 ? 48 : 64)
      .fillColor(SECONDARY)
      .opacity(0.14)
      .text(text, 0, height / 2 - 40, { width, align: 'center', lineBreak: false });
    pdf.restore();
  }
}
