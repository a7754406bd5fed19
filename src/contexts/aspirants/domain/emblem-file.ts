import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isSafeSvg } from './safe-svg.js';

export const MAX_EMBLEM_BYTES = 1024 * 1024;
/** Maximum declared width or height in pixels; a larger image is not decoded. */
export const MAX_SIDE = 6000;

export type EmblemFormat = 'png' | 'jpeg' | 'svg';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export interface EmblemFile {
  readonly format: EmblemFormat;
  /** Without the data that phones and editors append to an image. */
  readonly bytes: Uint8Array;
}

/**
 * Detects the format of an emblem from its bytes, not from its file name (§5.E). Cuts off what follows the end of a PNG
 * or JPEG. Rejects one that is incomplete or too large, and an SVG with active content or external references.
 * @throws DomainError KERNEL.FILE_MISSING, ASPIRANTS.EMBLEM_TOO_LARGE, .EMBLEM_FORMAT, .EMBLEM_UNSAFE
 */
export function readEmblemFile(bytes: Uint8Array, field: string): EmblemFile {
  if (bytes.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field });
  if (bytes.length > MAX_EMBLEM_BYTES)
    throw new DomainError('ASPIRANTS.EMBLEM_TOO_LARGE', { kind: 'too-large', field });
  const unsafe = new DomainError('ASPIRANTS.EMBLEM_UNSAFE', { kind: 'invalid', field });
  if (PNG.every((byte, index) => bytes[index] === byte)) {
    const end = endOfPng(bytes);
    if (end === undefined) throw unsafe;
    return { format: 'png', bytes: bytes.subarray(0, end) };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    const end = endOfJpeg(bytes);
    if (end === undefined) throw unsafe;
    return { format: 'jpeg', bytes: bytes.subarray(0, end) };
  }
  const text = decodeUtf8(bytes);
  if (text === undefined || !/^\s*<(\?xml\s|svg[\s>]|!--|!DOCTYPE\s)/i.test(text)) {
    throw new DomainError('ASPIRANTS.EMBLEM_FORMAT', { kind: 'invalid', field });
  }
  if (!isSafeSvg(text)) throw unsafe;
  return { format: 'svg', bytes };
}

/** Where the chunk IEND ends; undefined if the chunks do not run from IHDR to it, or the size is out of bounds. */
function endOfPng(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 45 || chunkTypeAt(bytes, 12) !== 'IHDR') return undefined;
  if (view.getUint32(16) > MAX_SIDE || view.getUint32(20) > MAX_SIDE) return undefined;
  let at = PNG.length;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    if (chunkTypeAt(bytes, at + 4) === 'IEND') return end <= bytes.length ? end : undefined;
    at = end;
  }
  return undefined;
}

function chunkTypeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Where the marker EOI ends; undefined if the segments do not run from SOI to it, or the size is out of bounds. */
function endOfJpeg(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return at + 2;
    else {
      if (at + 4 > bytes.length) return undefined;
      if (isFrameHeader(marker) && isTooLarge(view, at)) return undefined;
      at += 2 + view.getUint16(at + 2);
      if (marker === 0xda) at = skipScanData(bytes, at);
    }
  }
  return undefined;
}

/** SOF0 to SOF15, except DHT, JPG and DAC, which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function isTooLarge(view: DataView, at: number): boolean {
  return at + 9 > view.byteLength || view.getUint16(at + 5) > MAX_SIDE || view.getUint16(at + 7) > MAX_SIDE;
}

/** The end of entropy-coded data: the first marker that is neither a stuffed byte nor a restart marker. */
function skipScanData(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
    at += 1;
  }
  return bytes.length;
}

/** Undefined if the bytes are not valid UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
