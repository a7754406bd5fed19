import PDFDocument from 'pdfkit';
import { dayInWords, formatCentral } from '../clock/central-time.js';
import { documentCode } from './document-code.js';
import { drawQrCode, drawWatermark } from './pdf-drawings.js';
import { fontFiles, fontFor, type Face } from './pdf-fonts.js';

const INK = '#1F2933';
const SECONDARY = '#52606D';
const LINE = '#D9DCE1';
const MARGIN = 54;
const LABEL_WIDTH = 170;
const VALUE_LEFT = MARGIN + LABEL_WIDTH + 10;
const QR_SIDE = 68;
/** Height above the line of a signature. */
const SIGNING_ROOM = 50;
/** A section with more rows may continue on the next page. */
const ROWS_KEPT_TOGETHER = 10;

export interface DocumentHeader {
  readonly title: string;
  readonly institution: string;
  /** The electoral process. */
  readonly subtitle: string;
  readonly folio: string;
  /** Of the data, for a document that is signed again after a correction; it is part of the QR code and the footer. */
  readonly version?: number;
  /** Where the document is issued. */
  readonly place: string;
  readonly printedAt: Date;
  /** Marks every page as part of the demonstration. */
  readonly demonstration: boolean;
  /** Marks every page as part of a practice process. */
  readonly practice?: boolean;
}

/** A labelled value; `code` prints it in the monospaced font. */
export interface DataRow {
  readonly label: string;
  readonly value: string;
  readonly code?: boolean;
}

/** A place for a signature. Without a name, there are lines to write name and position. */
export interface Signer {
  readonly role: string;
  readonly name?: string;
  readonly position?: string;
}

type Element = PDFKit.PDFStructureElement;
/** What pdfkit reads and its types lack. */
interface ElementOptions extends PDFKit.Mixins.StructureElementOptions {
  readonly scope?: 'Row';
  readonly bbox?: readonly [number, number, number, number];
  readonly placement?: 'Block';
}

/** Content that is not split between pages unless it is longer than one. */
interface Block {
  readonly height: () => number;
  /** Draws at the current position and moves it to the end of the block. */
  readonly draw: () => void;
  keepWithNext: boolean;
}

interface Style {
  readonly face: Face;
  readonly size: number;
  readonly colour: string;
  readonly width: number;
  readonly align?: 'left' | 'right' | 'center';
}

interface Placed {
  readonly left: number;
  readonly style: Style;
}

/**
 * The common layout of official documents: letter size, header with folio and QR code, data tables, signature blocks,
 * page numbers. The structure tree has every text in reading order; lines, footers and watermarks are artifacts.
 */
export class PdfDocument {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #root: Element;
  readonly #blocks: Block[] = [];

  constructor(private readonly header: DocumentHeader) {
    this.#pdf = new PDFDocument({
      size: 'LETTER',
      margin: MARGIN,
      bufferPages: true,
      tagged: true,
      lang: 'es-MX',
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: `${header.title} · ${header.folio}`, Author: header.institution, CreationDate: header.printedAt },
    });
    for (const [name, file] of fontFiles()) this.#pdf.registerFont(name, file);
    this.#root = this.#pdf.struct('Document');
    this.#pdf.addStructure(this.#root);
    this.#drawHeader();
  }

  /** A heading and a table of labels and values. */
  section(title: string, rows: readonly DataRow[]): this {
    const table = this.#pdf.struct('Table');
    const heading: Style = { face: 'strong', size: 12, colour: INK, width: this.#width };
    this.#add({
      height: () => 10 + this.#heightOf(title, heading) + 8,
      draw: () => {
        this.#pdf.y += 10;
        this.#write(this.#root, 'H2', title, { left: MARGIN, style: heading });
        this.#rule(MARGIN, this.#pdf.y + 2, this.#width, LINE);
        this.#pdf.y += 8;
        this.#root.add(table);
      },
      keepWithNext: true,
    });
    rows.forEach((row, index) => {
      this.#row(table, row, rows.length <= ROWS_KEPT_TOGETHER && index < rows.length - 1);
    });
    return this;
  }

  paragraph(text: string): this {
    const style: Style = { face: 'text', size: 10, colour: INK, width: this.#width };
    this.#add({
      height: () => 8 + this.#heightOf(text, style),
      draw: () => {
        this.#pdf.y += 8;
        this.#write(this.#root, 'P', text, { left: MARGIN, style: style });
      },
      keepWithNext: false,
    });
    return this;
  }

  /** A numbered list. */
  list(items: readonly string[]): this {
    const list = this.#pdf.struct('L');
    const indent = 20;
    const style: Style = { face: 'text', size: 10, colour: INK, width: this.#width - indent };
    items.forEach((text, index) => {
      this.#add({
        height: () => 5 + this.#heightOf(text, style),
        draw: () => {
          if (index === 0) this.#root.add(list);
          const top = this.#pdf.y + 5;
          const item = this.#pdf.struct('LI');
          list.add(item);
          this.#pdf.y = top;
          this.#write(item, 'Lbl', `${String(index + 1)}.`, { left: MARGIN, style: { ...style, width: indent } });
          this.#pdf.y = top;
          this.#write(item, 'LBody', text, { left: MARGIN + indent, style: style });
        },
        keepWithNext: false,
      });
    });
    return this;
  }

  /**
   * One or two signature blocks, side by side, with place and date of the signature. They stay on one page with the two
   * blocks before them.
   */
  signatures(signers: readonly [Signer, Signer?]): this {
    for (const before of this.#blocks.slice(-2)) before.keepWithNext = true;
    const gap = 28;
    const width = (this.#width - gap) / 2;
    const blocks = signers.filter((signer) => signer !== undefined);
    const height = Math.max(...blocks.map((signer) => this.#signerHeight(signer, width)));
    this.#add({
      height: () => 40 + height,
      draw: () => {
        this.#blank('Lugar y fecha de la firma', MARGIN, this.#pdf.y + 20, this.#width);
        const top = this.#pdf.y;
        blocks.forEach((signer, index) => {
          this.#pdf.y = top;
          this.#drawSigner(signer, MARGIN + index * (width + gap), width);
        });
        this.#pdf.y = top + height;
      },
      keepWithNext: false,
    });
    return this;
  }

  /** Lays out the pages and returns the PDF. */
  finish(): Promise<Buffer> {
    this.#drawBlocks();
    this.#root.end();
    const pdf = this.#pdf;
    const { count } = pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      pdf.switchToPage(page);
      this.#artifact('Pagination', () => {
        this.#drawFooter(page + 1, count);
        const watermark = this.#watermark();
        if (watermark !== undefined) drawWatermark(this.#pdf, watermark);
      });
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

  get #width(): number {
    return this.#pdf.page.width - 2 * MARGIN;
  }

  #add(block: Block): void {
    this.#blocks.push(block);
  }

  #drawBlocks(): void {
    const bottom = this.#pdf.page.height - MARGIN;
    let first = 0;
    while (first < this.#blocks.length) {
      let last = first;
      while (this.#blocks[last]?.keepWithNext === true && last < this.#blocks.length - 1) last += 1;
      const chain = this.#blocks.slice(first, last + 1);
      const height = chain.reduce((sum, block) => sum + block.height(), 0);
      if (this.#pdf.y + height > bottom && height <= bottom - MARGIN) this.#pdf.addPage();
      for (const block of chain) {
        if (this.#pdf.y + block.height() > bottom && this.#pdf.y > MARGIN) this.#pdf.addPage();
        block.draw();
      }
      first = last + 1;
    }
  }

  #row(table: Element, { label, value, code }: DataRow, keepWithNext: boolean): void {
    const text = value === '' ? '—' : value;
    const labelStyle: Style = { face: 'text', size: 9, colour: SECONDARY, width: LABEL_WIDTH };
    const valueStyle: Style = {
      face: code === true ? 'code' : 'text',
      size: 10,
      colour: INK,
      width: MARGIN + this.#width - VALUE_LEFT,
    };
    const height = (): number => Math.max(this.#heightOf(label, labelStyle), this.#heightOf(text, valueStyle)) + 3;
    this.#add({
      height,
      draw: () => {
        const top = this.#pdf.y;
        const end = top + height();
        const row = this.#pdf.struct('TR');
        table.add(row);
        this.#write(row, 'TH', label, { left: MARGIN, style: labelStyle }, { scope: 'Row' });
        this.#pdf.y = top;
        this.#write(row, 'TD', text, { left: VALUE_LEFT, style: valueStyle });
        this.#pdf.y = Math.max(this.#pdf.y, end);
        if (this.#pdf.y > this.#pdf.page.height - MARGIN) this.#pdf.y = end;
      },
      keepWithNext,
    });
  }

  /** Room to sign, the line, what is printed under it. */
  #signerHeight(signer: Signer, width: number): number {
    const printed = this.#printedUnder(signer, width).reduce(
      (sum, [text, style]) => sum + this.#heightOf(text, style),
      0,
    );
    return SIGNING_ROOM + 4 + printed + (signer.name === undefined ? 2 * 22 : 0);
  }

  #printedUnder({ role, name, position }: Signer, width: number): readonly (readonly [string, Style])[] {
    const style: Style = { face: 'text', size: 9, colour: SECONDARY, width, align: 'center' };
    return [
      ...(name === undefined ? [] : [[name, { ...style, face: 'strong', size: 10, colour: INK }] as const]),
      ...(position === undefined ? [] : [[position, style] as const]),
      [role, style] as const,
    ];
  }

  #drawSigner(signer: Signer, left: number, width: number): void {
    this.#pdf.y += SIGNING_ROOM;
    this.#rule(left, this.#pdf.y, width, INK);
    this.#pdf.y += 4;
    for (const [text, style] of this.#printedUnder(signer, width)) {
      this.#write(this.#root, 'P', text, { left: left, style: style });
    }
    if (signer.name === undefined) {
      this.#blank('Nombre', left, this.#pdf.y + 8, width);
      this.#blank('Cargo', left, this.#pdf.y + 8, width);
    }
  }

  /** A label and a line to write on. */
  #blank(label: string, left: number, top: number, width: number): void {
    const style: Style = { face: 'text', size: 9, colour: SECONDARY, width };
    this.#pdf.y = top;
    this.#write(this.#root, 'P', `${label}:`, { left: left, style: style });
    const labelWidth = this.#pdf.font(fontFor('text', label)).fontSize(9).widthOfString(`${label}: `);
    this.#rule(left + labelWidth, this.#pdf.y - 2, width - labelWidth, SECONDARY);
  }

  #drawHeader(): void {
    const pdf = this.#pdf;
    const { institution, title, subtitle, folio, version, place, printedAt } = this.header;
    const right = MARGIN + this.#width;
    const width = this.#width - QR_SIDE - 16;
    const style: Style = { face: 'text', size: 10, colour: SECONDARY, width };
    pdf.y = MARGIN;
    this.#write(this.#root, 'P', institution, { left: MARGIN, style: { ...style, size: 9 } });
    this.#write(this.#root, 'H1', title, { left: MARGIN, style: { ...style, face: 'strong', size: 17, colour: INK } });
    this.#write(this.#root, 'P', subtitle, { left: MARGIN, style: style });
    this.#write(this.#root, 'P', `Folio ${folio}`, { left: MARGIN, style: { ...style, face: 'code', colour: INK } });
    const bbox = [right - QR_SIDE, MARGIN, right, MARGIN + QR_SIDE] as const;
    const draw = (): void => {
      drawQrCode(this.#pdf, documentCode(folio, version), { left: right - QR_SIDE, top: MARGIN, side: QR_SIDE });
    };
    this.#element(this.#root, 'Figure', draw, {
      alt: `Código QR del folio ${folio}`,
      bbox,
      placement: 'Block',
    });
    pdf.y = Math.max(pdf.y, MARGIN + QR_SIDE) + 6;
    const issued = `${place}, a ${dayInWords(printedAt)}`;
    this.#write(this.#root, 'P', issued, {
      left: MARGIN,
      style: { ...style, width: this.#width, align: 'right', colour: INK },
    });
    const notice = this.#notice();
    if (notice !== undefined) {
      this.#write(this.#root, 'P', notice, {
        left: MARGIN,
        style: { ...style, face: 'strong', width: this.#width, colour: INK },
      });
    }
  }

  /** What the watermark says, for those who cannot see it. */
  #notice(): string | undefined {
    if (this.header.demonstration) return 'Documento de demostración, sin efectos legales.';
    return this.header.practice === true ? 'Documento de un proceso de práctica, sin efectos legales.' : undefined;
  }

  #watermark(): string | undefined {
    if (this.header.demonstration) return 'DEMOSTRACIÓN';
    return this.header.practice === true ? 'PROCESO DE PRÁCTICA' : undefined;
  }

  #drawFooter(page: number, count: number): void {
    const { title, folio, version, printedAt } = this.header;
    const identified = version === undefined ? folio : `${folio} · Versión ${String(version)}`;
    const pdf = this.#pdf;
    pdf.page.margins.bottom = 0;
    const style: Style = { face: 'text', size: 8, colour: SECONDARY, width: this.#width, align: 'center' };
    pdf.y = pdf.page.height - 42;
    this.#text(`${title} · ${identified} · Página ${String(page)} de ${String(count)}`, MARGIN, style);
    this.#text(`Impreso el ${formatCentral(printedAt)} (hora centro)`, MARGIN, style);
  }

  #text(text: string, left: number, style: Style): void {
    this.#style(text, style).text(text, left, this.#pdf.y, this.#options(style));
  }

  #heightOf(text: string, style: Style): number {
    return this.#style(text, style).heightOfString(text, this.#options(style));
  }

  #style(text: string, { face, size, colour }: Style): PDFKit.PDFDocument {
    return this.#pdf.font(fontFor(face, text)).fontSize(size).fillColor(colour);
  }

  #options({ width, align }: Style): PDFKit.Mixins.TextOptions {
    return { width, align: align ?? 'left', lineGap: 1 };
  }

  #rule(left: number, top: number, width: number, colour: string): void {
    this.#artifact('Layout', () => {
      this.#pdf
        .moveTo(left, top)
        .lineTo(left + width, top)
        .strokeColor(colour)
        .stroke();
    });
  }

  #element(parent: Element, type: string, draw: () => void, options: ElementOptions = {}): void {
    parent.add(this.#pdf.struct(type, options, draw));
  }

  /** A structure element that consists of a text. */
  #write(parent: Element, type: string, text: string, { left, style }: Placed, options: ElementOptions = {}): void {
    this.#element(
      parent,
      type,
      () => {
        this.#text(text, left, style);
      },
      options,
    );
  }

  #artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.#pdf.markContent('Artifact', { type });
    draw();
    this.#pdf.endMarkedContent();
  }
}
