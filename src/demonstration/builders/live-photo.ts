import sharp from 'sharp';
import type { InventedElector } from '../../synthetic/index.js';
import { portraitSvg } from './portrait.js';
import { text } from './svg-text.js';

/** Drawn face of a person in front of a wall, as a JPEG like one from the app's camera (§8.8). */
export function livePhoto(person: InventedElector, options: { readonly blur?: number } = {}): Promise<Buffer> {
  const bricks = Array.from({ length: 30 }, (_, index) => {
    const [column, row] = [index % 6, Math.floor(index / 6)];
    return `<rect x="${column * 330 - (row % 2) * 165}" y="${row * 220}" width="318" height="208" fill="#d9cdbb"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="1080" fill="#c4b7a4"/>
    ${bricks.join('')}<svg x="576" y="80" width="800" height="1000" viewBox="0 0 100 125">${portraitSvg(person).replace('fill="#e9e7e2"', 'fill="none"')}</svg>
    ${text(40, 1050, 34, 'PERSONA INVENTADA', { fill: '#b3261e', weight: 700 })}</svg>`;
  const image = sharp(Buffer.from(svg)).flatten({ background: '#c4b7a4' });
  return (options.blur ? image.blur(options.blur) : image).jpeg({ quality: 88 }).toBuffer();
}
