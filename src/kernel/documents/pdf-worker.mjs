/**
 * Worker thread that inspects PDFs, one at a time; see pdf-inspection.ts. Plain JavaScript, so that the tests, which
 * run the sources, start the same file as the built server.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PDF, PdfArray, PdfDict, PdfName, PdfRef, PdfStream } from '@libpdf/core';
import { filtersOf, inflate, isTooLarge, limitParser } from './pdf-streams.mjs';

/** @type {import('./pdf-inspection.js').PdfLimits} */
const limits = workerData;
/** The file under inspection. */
let bytes = new Uint8Array();
/** Whether the file under inspection contains an image, a drawing by hand or an electronic signature. */
let isMarked = false;
/** Whether the parser met an object stream or cross-reference stream that it may not decompress. */
let isTooComplex = false;

limitParser(() => {
  isTooComplex = true;
});

/** Actions that run something or leave the document (ISO 32000-2, table 201). */
const ACTIVE_ACTIONS = new Set([
  'JavaScript',
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToE',
  'GoToR',
  'Rendition',
  'RichMediaExecute',
  'Movie',
  'Sound',
  'GoTo3DView',
]);
const ACTIVE_KEYS = new Set(['JS', 'JavaScript', 'XFA', 'EmbeddedFiles', 'EF', 'RichMediaContent']);
/** How programs draw or stamp a signature on a page. */
const MARKING_ANNOTATIONS = new Set(['Ink', 'Stamp']);
const ACTIVE_ANNOTATIONS = new Set(['FileAttachment', 'RichMedia', 'Movie', 'Sound', 'Screen', '3D']);
/**
 * Also searched for in the bytes: another program may find an object that this parser does not reach. The names are too
 * long to occur in compressed data by chance.
 */
const ACTIVE_IN_BYTES = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z])/;

parentPort?.on('message', async (/** @type {Uint8Array} */ file) => {
  bytes = file;
  isMarked = false;
  isTooComplex = false;
  const fault = await verdict();
  bytes = new Uint8Array();
  parentPort?.postMessage(fault);
});

parentPort?.postMessage('ready');

/** @returns {Promise<import('./pdf-inspection.js').PdfFault | undefined>} */
async function verdict() {
  const fault = await faultOfFile();
  return isTooComplex ? { kind: 'too-complex' } : fault;
}

/** @returns {Promise<import('./pdf-inspection.js').PdfFault | undefined>} */
async function faultOfFile() {
  /** @type {PDF} */
  let document;
  try {
    document = await PDF.load(bytes);
  } catch {
    return { kind: 'damaged' };
  }
  if (document.isEncrypted) return { kind: 'encrypted' };
  if (ACTIVE_IN_BYTES.test(plainText())) return { kind: 'active' };
  if (!hasEndMark()) return { kind: 'damaged' };
  try {
    const fault = faultOfObjects(document);
    if (fault) return fault;
    if (document.getPageCount() === 0) return { kind: 'empty' };
    if (!hasEveryPage(document)) return { kind: 'damaged' };
    return isMarked ? undefined : { kind: 'unmarked' };
  } catch {
    return { kind: 'damaged' };
  }
}

/** The bytes as text, with the escapes of names (`#4A`) resolved. */
function plainText() {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/#([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A file that was cut off has no end mark. */
function hasEndMark() {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset + Math.max(0, bytes.byteLength - 2048));
  return tail.subarray(0, Math.min(2048, bytes.byteLength)).includes('%%EOF');
}

/**
 * Follows every reference from the trailer.
 * @param {PDF} document
 */
function faultOfObjects(document) {
  const { context } = document;
  const seen = new Set();
  /** @type {unknown[]} */
  const pending = [context.info.trailer];
  let objects = 0;
  while (pending.length > 0) {
    let value = pending.pop();
    if (value instanceof PdfRef) {
      const key = value.toString();
      if (seen.has(key)) continue;
      seen.add(key);
      value = context.resolve(value);
    }
    objects += 1;
    if (objects > limits.objects) return { kind: 'too-complex' };
    if (value instanceof PdfDict) {
      if (isMark(value)) isMarked = true;
      const fault = faultOfDictionary(value) ?? (value instanceof PdfStream ? faultOfStream(value) : undefined);
      if (fault) return fault;
      for (const [, entry] of value) if (isContainer(entry)) pending.push(entry);
    } else if (value instanceof PdfArray) {
      for (const item of value) if (isContainer(item)) pending.push(item);
    }
  }
  return undefined;
}

/** @param {unknown} value */
function isContainer(value) {
  return value instanceof PdfRef || value instanceof PdfDict || value instanceof PdfArray;
}

/** @param {PdfDict} dictionary */
function faultOfDictionary(dictionary) {
  for (const key of dictionary.keys()) if (ACTIVE_KEYS.has(key.value)) return { kind: 'active' };
  const [action, subtype] = [nameOf(dictionary, 'S'), nameOf(dictionary, 'Subtype')];
  if (ACTIVE_ACTIONS.has(action) || ACTIVE_ANNOTATIONS.has(subtype)) return { kind: 'active' };
  return undefined;
}

/** @param {PdfDict} dictionary */
function isMark(dictionary) {
  const subtype = nameOf(dictionary, 'Subtype');
  return subtype === 'Image' || MARKING_ANNOTATIONS.has(subtype) || nameOf(dictionary, 'Type') === 'Sig';
}

/** @param {PdfStream} stream */
function faultOfStream(stream) {
  if (nameOf(stream, 'Subtype') === 'Image') {
    const pixels = numberOf(stream, 'Width') * numberOf(stream, 'Height');
    if (pixels > limits.imagePixels) return { kind: 'too-many-pixels', pixels };
  }
  let data = stream.data;
  if (data.length === 0) return undefined;
  try {
    // Each layer is measured up to the first filter of another kind, such as that of a JPEG.
    for (const filter of filtersOf(stream)) {
      if (filter !== 'FlateDecode') return undefined;
      data = inflate(data);
    }
    return undefined;
  } catch (error) {
    return { kind: isTooLarge(error) ? 'too-complex' : 'damaged' };
  }
}

/** @param {PDF} document */
function hasEveryPage(document) {
  return document.getPages().length === document.getPageCount();
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
