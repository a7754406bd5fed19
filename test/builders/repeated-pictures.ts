import sharp from 'sharp';
import { faceSvg, streetSvg } from '../../src/demonstration/builders/face.js';
import { escapeXml } from '../../src/demonstration/builders/svg-text.js';
import { signatureSvg } from '../../src/demonstration/builders/signature.js';
import type { InventedPerson } from '../../src/demonstration/builders/index.js';

// Pictures as the app would send them, small enough to create thousands, and the same pictures photographed again.

/** Draws the next number from 0 to 1. */
export type Draw = () => number;

const CARD = { width: 750, height: 473 };
/** The app crops to its frame plus 6%. */
const MARGIN = 0.06;

const jpeg = (svg: string, quality: number): Promise<Buffer> =>
  sharp(Buffer.from(svg)).flatten({ background: '#776655' }).jpeg({ quality }).toBuffer();

/**
 * The front of a card.
 * @param portrait seed of the printed face.
 */
export function smallFront(person: InventedPerson, portrait: number, random: Draw): Promise<Buffer> {
  const [width, height] = [CARD.width * (1 + 2 * MARGIN), CARD.height * (1 + 2 * MARGIN)];
  const line = (x: number, y: number, size: number, text: string): string =>
    `<text x="${x}" y="${y}" font-size="${size}" font-family="sans-serif" fill="#222">${escapeXml(text)}</text>`;
  const { printed, claveElector, curp, seccion } = person;
  const placement = `rotate(${random() * 5 - 2.5} ${width / 2} ${height / 2}) translate(${width * 0.054 + random() * 16 - 8} ${height * 0.054 + random() * 16 - 8})`;
  return jpeg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${random() * 360} ${random() * 40}% ${15 + random() * 40}%)"/>
    <g transform="${placement}"><rect width="750" height="473" rx="22" fill="#f4eef2"/><rect width="750" height="60" fill="#7a3566"/>
    <svg x="25" y="85" width="200" height="250" viewBox="0 0 100 125"><rect width="100" height="125" fill="#e9e7e2"/>${faceSvg(portrait)}</svg>
    ${line(245, 115, 20, printed.paterno)}${line(245, 138, 20, printed.materno)}${line(245, 161, 20, printed.nombre)}
    ${line(245, 290, 20, claveElector)}${line(245, 335, 20, curp)}${line(430, 380, 20, seccion)}</g></svg>`,
    86,
  );
}

/**
 * A live photo.
 * @param seed determines the face and the background.
 */
export function smallPhoto(seed: number, random: Draw): Promise<Buffer> {
  const [x, y, size] = [60 + random() * 30, 20 + random() * 40, 360 + random() * 60];
  return jpeg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="540" height="720">${streetSvg(seed, 540, 720)}<svg x="${x}" y="${y}" width="${size}" height="${size * 1.25}" viewBox="0 0 100 125">${faceSvg(seed)}</svg></svg>`,
    86,
  );
}

/**
 * A signature as drawn on the screen.
 * @param hand varies between signatures of the same person.
 */
export function smallSignature(
  person: InventedPerson,
  hand: number,
  { x = 0, y = 0, scale = 1, width = 2.6 } = {},
): Promise<Buffer> {
  const path = signatureSvg(person, hand).replace('stroke-width="2.6"', `stroke-width="${width}"`);
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300" viewBox="0 0 300 100"><rect width="300" height="100" fill="#fff"/><g transform="translate(${x} ${y}) scale(${scale})">${path}</g></svg>`,
    ),
  )
    .png()
    .toBuffer();
}

/** The picture photographed again: rotated, cropped, with other brightness and a reflection, compressed again. */
export async function rephotograph(bytes: Buffer, random: Draw): Promise<Buffer> {
  const { width, height } = await sharp(bytes).metadata();
  const rotated = await sharp(bytes)
    .rotate(random() * 5 - 2.5, { background: '#6d5a48' })
    .resize(width, height, { fit: 'cover' })
    .toBuffer();
  const [w, h] = [Math.round(width * (0.94 + random() * 0.06)), Math.round(height * (0.94 + random() * 0.06))];
  const [gx, gy, gr] = [random() * width, random() * height, width * (0.06 + random() * 0.1)];
  const glare = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><radialGradient id="g"><stop offset="0" stop-color="#fff" stop-opacity=".9"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs><circle cx="${gx}" cy="${gy}" r="${gr}" fill="url(#g)"/></svg>`;
  const cropped = await sharp(rotated)
    .extract({
      left: Math.floor((width - w) * random()),
      top: Math.floor((height - h) * random()),
      width: w,
      height: h,
    })
    .resize(width, height, { fit: 'fill' })
    .modulate({ brightness: 0.8 + random() * 0.4 })
    .blur(0.4 + random() * 0.8)
    .toBuffer();
  return sharp(cropped)
    .composite([{ input: Buffer.from(glare) }])
    .jpeg({ quality: 60 + Math.round(random() * 30) })
    .toBuffer();
}
