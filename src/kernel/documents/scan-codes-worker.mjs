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

/** @type {import('./scan-codes.js').ScanToRead} */
const { bytes, mediaType, minSide } = workerData;

/** More pages than any signed document has. */
const MAX_IMAGES = 8;
const MAX_PIXELS = 100_000_000;
/** A letter page at 200 dots per inch; a code is still sharp. */
const LONGEST_SIDE = 2200;

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

const images = mediaType === 'application/pdf' ? await imagesOf(await PDF.load(bytes)) : [sharp(bytes, options())];
/** @type {string[]} */
const texts = [];
for (const image of images) texts.push(...(await codesIn(image)));
parentPort?.postMessage(texts);

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
async function imagesOf(document) {
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
  return found
    .sort((one, other) => pixelsOf(other) - pixelsOf(one))
    .slice(0, MAX_IMAGES)
    .flatMap(imageOf);
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
 * JPEG and uncompressed samples of 8 bits, which scanners write for colour and grey. Fax formats are not decoded.
 * @param {PdfStream} stream
 * @returns {sharp.Sharp[]}
 */
function imageOf(stream) {
  try {
    if (nameOf(stream, 'Filter') === 'DCTDecode') return [sharp(stream.data, options())];
    const data = stream.getDecodedData();
    const [width, height] = [numberOf(stream, 'Width'), numberOf(stream, 'Height')];
    const channels = data.length / (width * height);
    if (channels !== 1 && channels !== 3) return [];
    return [sharp(data, { ...options(), raw: { width, height, channels } })];
  } catch {
    return [];
  }
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
