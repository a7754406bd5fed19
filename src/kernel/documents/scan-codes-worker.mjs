/**
 * Worker thread that reads the QR codes of one scan; see scan-codes.ts. Plain JavaScript, so that the tests, which run
 * the sources, start the same file as the built server.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { PDF, PdfArray, PdfDict, PdfName, PdfRef, PdfStream } from '@libpdf/core';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { filtersOf, inflate, limitParser, MAX_STREAM_BYTES } from './pdf-streams.mjs';

/** @type {import('./scan-codes.js').ScanToRead} */
const { bytes, mediaType, minSide } = workerData;

/** More pages than any signed document has. */
const MAX_IMAGES = 8;
const MAX_PIXELS = 100_000_000;
/** A letter page at 200 dots per inch; a code is still sharp. */
const LONGEST_SIDE = 2200;

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

limitParser(() => undefined);
const pages = mediaType === 'application/pdf' ? pagesOf(await PDF.load(bytes)) : [bytes];
/** @type {string[]} */
const texts = [];
// One after another, because the samples of one take up to 150 MB.
for (const page of pages) texts.push(...(await codesOn(page)));
parentPort?.postMessage(texts);

/** @param {PdfStream | Uint8Array} page */
async function codesOn(page) {
  const image = page instanceof PdfStream ? imageOf(page) : sharp(page, options());
  return image ? codesIn(image) : [];
}

/** @param {sharp.Sharp} image */
async function codesIn(image) {
  try {
    const { data, info } = await image
      .rotate()
      .flatten({ background: '#fff' })
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
    const picture = /** @type {ImageData} */ ({ data: pixels, width: info.width, height: info.height });
    const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  } catch {
    return [];
  }
}

/**
 * The images of the pages, largest first; a scanner makes one for each page.
 * @param {PDF} document
 */
function pagesOf(document) {
  const { context } = document;
  const seen = new Set();
  /** @type {unknown[]} */
  const pending = [context.info.trailer];
  /** @type {PdfStream[]} */
  const found = [];
  while (pending.length > 0) {
    let value = pending.pop();
    if (value instanceof PdfRef) {
      const key = value.toString();
      if (seen.has(key)) continue;
      seen.add(key);
      value = context.resolve(value);
    }
    if (value instanceof PdfStream && isPage(value)) found.push(value);
    if (value instanceof PdfDict) pending.push(...[...value].map(([, entry]) => entry).filter(isContainer));
    else if (value instanceof PdfArray) pending.push(...[...value].filter(isContainer));
  }
  return found.sort((one, other) => pixelsOf(other) - pixelsOf(one)).slice(0, MAX_IMAGES);
}

/** @param {unknown} value */
function isContainer(value) {
  return value instanceof PdfRef || value instanceof PdfDict || value instanceof PdfArray;
}

/** @param {PdfStream} stream */
function isPage(stream) {
  return (
    nameOf(stream, 'Subtype') === 'Image' &&
    Math.min(numberOf(stream, 'Width'), numberOf(stream, 'Height')) >= minSide &&
    pixelsOf(stream) <= MAX_PIXELS
  );
}

/**
 * JPEG and samples of 8 bits, which scanners write for colour and grey. Fax formats and chains of filters are not
 * decoded, and no more samples than the image has.
 * @param {PdfStream} stream
 * @returns {sharp.Sharp | undefined}
 */
function imageOf(stream) {
  try {
    const [filter, ...others] = filtersOf(stream);
    if (others.length > 0) return undefined;
    if (filter === 'DCTDecode') return isJpeg(stream.data) ? sharp(stream.data, options()) : undefined;
    if (filter !== undefined && filter !== 'FlateDecode') return undefined;
    const limit = Math.min(pixelsOf(stream) * 3, MAX_STREAM_BYTES);
    const data = filter ? inflate(stream.data, limit) : stream.data;
    const [width, height] = [numberOf(stream, 'Width'), numberOf(stream, 'Height')];
    const channels = data.length / (width * height);
    if (channels !== 1 && channels !== 3) return undefined;
    return sharp(data, { ...options(), raw: { width, height, channels } });
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array} data */
function isJpeg(data) {
  return data[0] === 0xff && data[1] === 0xd8;
}

function options() {
  return { limitInputPixels: MAX_PIXELS, failOn: /** @type {const} */ ('none') };
}

/** @param {PdfStream} stream */
function pixelsOf(stream) {
  return numberOf(stream, 'Width') * numberOf(stream, 'Height');
}

/**
 * @param {PdfDict} dictionary
 * @param {string} key
 */
function nameOf(dictionary, key) {
  const value = dictionary.get(key);
  return value instanceof PdfName ? value.value : '';
}

/**
 * @param {PdfDict} dictionary
 * @param {string} key
 */
function numberOf(dictionary, key) {
  return dictionary.getNumber(key)?.value ?? 0;
}
