import sharp from 'sharp';
import { escapeXml, text } from './svg-text.js';
import { portraitSvg } from './portrait.js';
import type { InventedPerson } from './people.js';
import { signatureSvg } from './signature.js';

/** Camera frame that contains the card. */
export const FRAME = { width: 1920, height: 1080 } as const;
const CARD = { width: 1500, height: 946 } as const;

export interface DrawingOptions {
  /** Degrees. */
  readonly tilt?: number;
  /** Blur radius, for images that the app must reject. */
  readonly blur?: number;
  /** Greyscale, like a photocopy. */
  readonly photocopy?: boolean;
  /** Only the card, without the frame. */
  readonly cardOnly?: boolean;
}

/** Front of a fictitious credential, marked as a specimen. JPEG. */
export function credentialFront(person: InventedPerson, options: DrawingOptions = {}): Promise<Buffer> {
  return photographed(frontSvg(person), options);
}

/** Back of a fictitious credential, with the MRZ from type D on. JPEG. */
export function credentialBack(person: InventedPerson, options: DrawingOptions = {}): Promise<Buffer> {
  return photographed(backSvg(person), options);
}

interface Palette {
  readonly paper: string;
  readonly band: string;
  readonly institution: string;
}

const IFE: Palette = { paper: '#eef1e6', band: '#3f6f5b', institution: 'INSTITUTO DE EJEMPLO' };
const INE: Palette = { paper: '#f4eef2', band: '#7a3566', institution: 'INSTITUTO NACIONAL DE EJEMPLO' };
const ABROAD: Palette = { paper: '#ecf1f6', band: '#355c7a', institution: 'EJEMPLO · DESDE EL EXTRANJERO' };

function paletteOf({ credentialType }: InventedPerson): Palette {
  if (credentialType === 'C' || credentialType === 'D') return IFE;
  return credentialType === 'F' || credentialType === 'H' ? ABROAD : INE;
}

function frontSvg(person: InventedPerson): string {
  const { band, institution } = paletteOf(person);
  const signsInFront = person.credentialType === 'G' || person.credentialType === 'H';
  const [born, sexo] = [person.fechaNacimiento.split('-').reverse().join('/'), person.sexo];
  return card(
    person,
    `<rect width="${CARD.width}" height="120" fill="${band}"/>
    ${text(50, 52, 40, institution, { fill: '#fff', weight: 700 })}
    ${text(50, 98, 32, `CREDENCIAL PARA VOTAR · MODELO ${person.credentialType}`, { fill: '#fff' })}
    <svg x="50" y="170" width="400" height="500" viewBox="0 0 100 125">${portraitSvg(person)}</svg>
    ${label(490, 190, 'NOMBRE')}
    ${[person.printed.paterno, person.printed.materno, person.printed.nombre].map((line, index) => value(490, 236 + index * 46, line)).join('')}
    ${label(490, 380, 'DOMICILIO')}
    ${person.address.map((line, index) => text(490, 418 + index * 36, 30, line)).join('')}
    ${field(490, 535, 'CLAVE DE ELECTOR', person.claveElector)}
    ${field(490, 625, 'CURP', person.curp)}
    ${field(1110, 625, 'AÑO DE REGISTRO', `${registrationYear(person)} ${person.numeroEmision}`)}
    ${field(490, 715, 'FECHA DE NACIMIENTO', born)}
    ${field(860, 715, 'SECCIÓN', person.seccion)}
    ${field(1110, 715, 'VIGENCIA', person.vigencia)}
    ${field(1330, 715, 'SEXO', sexo)}
    ${signsInFront ? `<svg x="60" y="720" width="380" height="127" viewBox="0 0 300 100">${signatureSvg(person)}</svg>` : ''}`,
  );
}

/** The issue number is printed after the year of registration. */
function registrationYear({ fechaNacimiento }: InventedPerson): string {
  return String(Math.min(2012, Math.max(1991, Number(fechaNacimiento.slice(0, 4)) + 18)));
}

function backSvg(person: InventedPerson): string {
  const { band } = paletteOf(person);
  const signsBehind = person.credentialType !== 'G' && person.credentialType !== 'H';
  const signature = signsBehind
    ? `<rect x="860" y="150" width="580" height="210" fill="#fff" stroke="${band}"/>
       <svg x="900" y="160" width="500" height="190" viewBox="0 0 300 100">${signatureSvg(person)}</svg>
       ${label(1090, 390, 'FIRMA')}`
    : '';
  return card(
    person,
    `<rect width="${CARD.width}" height="90" fill="${band}"/>
    ${signature}
    ${person.mrz ? mrzBlock(person.mrz) : ocrBlock(person.ocr)}
    ${codeBlock(person)}`,
  );
}

function mrzBlock(lines: readonly string[]): string {
  const rows = lines.map((line, index) =>
    text(60, 700 + index * 84, 76, line, { mono: true, length: CARD.width - 120 }),
  );
  return `<rect y="610" width="${CARD.width}" height="310" fill="#fff"/>${rows.join('')}`;
}

function ocrBlock(ocr: string): string {
  return `<rect x="60" y="480" width="900" height="110" fill="#fff"/>${text(90, 560, 72, ocr, { mono: true, length: 840 })}`;
}

/** Bars that only look like a barcode; specimens have no readable one. */
function codeBlock({ ocr, credentialType }: InventedPerson): string {
  const square = credentialType === 'G' || credentialType === 'H';
  const cells = [...ocr.repeat(4)].map((digit, index) => {
    if (square) {
      const [x, y] = [index % 8, Math.floor(index / 8)];
      return Number(digit) % 2 ? `<rect x="${80 + x * 40}" y="${150 + y * 40}" width="40" height="40"/>` : '';
    }
    return `<rect x="${60 + index * 14}" y="150" width="${2 + (Number(digit) % 5) * 2}" height="160"/>`;
  });
  return `<g fill="#222">${cells.join('')}</g>`;
}

function card(person: InventedPerson, content: string): string {
  const { paper, band } = paletteOf(person);
  const waves = Array.from({ length: 24 }, (_, row) => {
    const y = 140 + row * 36;
    return `<path d="M0 ${y} q 190 -34 375 0 t 375 0 t 375 0 t 375 0" fill="none" stroke="${band}" stroke-opacity=".13" stroke-width="3"/>`;
  });
  return `<g><clipPath id="edge"><rect width="${CARD.width}" height="${CARD.height}" rx="44"/></clipPath>
    <g clip-path="url(#edge)"><rect width="${CARD.width}" height="${CARD.height}" fill="${paper}"/>${waves.join('')}${content}
    ${text(1060, 330, 64, 'ESPÉCIMEN', { fill: '#b3261e', weight: 700, opacity: 0.75 })}
    ${text(60, 906, 26, 'ESPÉCIMEN · PERSONA INVENTADA · SIN VALIDEZ', { fill: '#b3261e', weight: 700 })}</g></g>`;
}

const label = (x: number, y: number, content: string): string => text(x, y, 24, content, { fill: '#666' });
const value = (x: number, y: number, content: string): string => text(x, y, 40, content, { weight: 700 });
const field = (x: number, y: number, name: string, content: string): string =>
  label(x, y, name) + text(x, y + 42, 38, content, { weight: 700 });

async function photographed(content: string, options: DrawingOptions): Promise<Buffer> {
  const { width, height } = options.cardOnly ? CARD : FRAME;
  const [dx, dy] = [(width - CARD.width) / 2, (height - CARD.height) / 2];
  const table = '<rect width="100%" height="100%" fill="#6d5a48"/><rect width="100%" height="45%" fill="#78644f"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <desc>${escapeXml('Espécimen de una persona inventada')}</desc>${table}
    <g transform="rotate(${options.tilt ?? 0} ${width / 2} ${height / 2}) translate(${dx} ${dy})">${content}</g></svg>`;
  let image = sharp(Buffer.from(svg)).flatten({ background: '#6d5a48' });
  if (options.photocopy) image = image.greyscale();
  if (options.blur) image = image.blur(options.blur);
  return image.jpeg({ quality: 88 }).toBuffer();
}
