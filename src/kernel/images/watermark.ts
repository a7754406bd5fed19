import { glyphPath, TEXT_HEIGHT, textWidth } from './bitmap-text.js';
import { openImage, readImageHeader, type ImageHeader } from './open-image.js';

/** Maximum length of the longer side, in pixels; a larger image is reduced while it is decoded. */
const SHOWN_SIZE = 1600;
/** Lines of text across the shorter side: enough that no part of the image is without one. */
const LINES_ACROSS = 7;
/** The text rises to the right. */
const DEGREES = 24;
const ANGLE = (DEGREES * Math.PI) / 180;
const OPACITY = 0.3;
const QUALITY = 90;

/**
 * Repeats a text diagonally over the whole image, so that a photograph or copy of it shows who viewed it. The image is
 * reduced to at most 1600 pixels and re-encoded; the original is not changed. Works outside the event loop.
 * @param text ASCII, e.g. the account of the viewer; other characters are drawn as '?'.
 * @returns a JPEG, or a PNG if the image is one.
 * @throws Error if the bytes are not an image or it is too large.
 */
export async function watermark(image: Uint8Array, text: string): Promise<Buffer> {
  const header = await readImageHeader(image);
  const { width, height } = shownSize(header);
  const marked = openImage(image)
    // The re-encoded image has no EXIF orientation.
    .rotate()
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .composite([{ input: Buffer.from(tile(width, height, text)), tile: true }]);
  return header.format === 'png'
    ? marked.png({ compressionLevel: 3 }).toBuffer()
    : marked.jpeg({ quality: QUALITY }).toBuffer();
}

/** The size of the shown image, which is upright. */
function shownSize({ width, height, orientation }: ImageHeader): { width: number; height: number } {
  const factor = Math.min(1, SHOWN_SIZE / Math.max(width, height));
  const [long, short] = [width, height].map((side) => Math.max(1, Math.round(side * factor))) as [number, number];
  // Orientations 5 to 8 swap width and height.
  return orientation >= 5 ? { width: short, height: long } : { width: long, height: short };
}

function dotSize(width: number, height: number): number {
  return Math.max(1, Math.min(width, height) / (LINES_ACROSS * TEXT_HEIGHT * 4));
}

/**
 * An SVG drawing that, when repeated, covers an image of this size with the text. The text is drawn in light and dark,
 * so that it is legible on any background. Drawing only one tile is several times faster than drawing the whole image.
 */
function tile(width: number, height: number, text: string): string {
  const scale = dotSize(width, height);
  const length = (textWidth(text) + 8) * scale;
  const across = Math.ceil(length * Math.cos(ANGLE));
  const down = Math.round((TEXT_HEIGHT * 4 * scale) / Math.cos(ANGLE));
  // The text rises into the tiles above.
  const above = Math.ceil((length * Math.sin(ANGLE)) / down);
  const path = glyphPath(text);
  const layer = (fill: string, offset: number): string =>
    `<path transform="translate(${offset.toFixed(2)} ${offset.toFixed(2)}) scale(${scale.toFixed(3)})" fill="${fill}" fill-opacity="${String(OPACITY)}" d="${path}"/>`;
  const line = layer('#000000', scale * 0.6) + layer('#ffffff', 0);
  const copies = Array.from(
    { length: above + 2 },
    (_, index) => `<g transform="translate(0 ${String(index * down)}) rotate(${String(-DEGREES)})">${line}</g>`,
  );
  // A tile may not be larger than the image.
  const size = `width="${String(Math.min(width, across))}" height="${String(Math.min(height, down))}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${copies.join('')}</svg>`;
}
