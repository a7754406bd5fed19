import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isSafeSvg } from './safe-svg.js';

export const MAX_EMBLEM_BYTES = 1024 * 1024;
/** Maximum declared width or height in pixels; a larger image is not decoded. */
export const MAX_SIDE = 6000;

export type EmblemFormat = 'png' | 'jpeg' | 'svg';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Detects the format of an emblem from its bytes, not from its file name (§5.E). Rejects a PNG or JPEG with data after
 * its end (a polyglot file), and an SVG with active content or external references.
 * @throws DomainError KERNEL.FILE_MISSING, ASPIRANTS.EMBLEM_TOO_LARGE, .EMBLEM_FORMAT, .EMBLEM_UNSAFE
 */
export function detectEmblemFormat(bytes: Uint8Array, field: string): EmblemFormat {
  if (bytes.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field });
  if (bytes.length > MAX_EMBLEM_BYTES)
    throw new DomainError('ASPIRANTS.EMBLEM_TOO_LARGE', { kind: 'too-large', field });
  const unsafe = new DomainError('ASPIRANTS.EMBLEM_UNSAFE', { kind: 'invalid', field });
  if (PNG.every((byte, index) => bytes[index] === byte)) {
    if (!isCompletePng(bytes)) throw unsafe;
    return 'png';
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    if (!isCompleteJpeg(bytes)) throw unsafe;
    return 'jpeg';
  }
  const text = decodeUtf8(bytes);
  if (text === undefined || !/^\s*<(\?xml\s|svg[\s>]|!--|!DOCTYPE\s)/i.test(text)) {
    throw new DomainError('ASPIRANTS.EMBLEM_FORMAT', { kind: 'invalid', field });
  }
  if (!isSafeSvg(text)) throw unsafe;
  return 'svg';
}

/** Whether the chunks run without a gap from IHDR to IEND, nothing follows, and the size is within bounds. */
function isCompletePng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 45 || chunkTypeAt(bytes, 12) !== 'IHDR') return false;
  if (view.getUint32(16) > MAX_SIDE || view.getUint32(20) > MAX_SIDE) return false;
  let at = PNG.length;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    if (chunkTypeAt(bytes, at + 4) === 'IEND') return end === bytes.length;
    at = end;
  }
  return false;
}

function chunkTypeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Whether the segments run from SOI to EOI, nothing follows, and the size is within bounds. */
function isCompleteJpeg(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return false;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return at + 2 === bytes.length;
    else {
      if (at + 4 > bytes.length) return false;
      if (isFrameHeader(marker) && isTooLarge(view, at)) return false;
      at += 2 + view.getUint16(at + 2);
      if (marker === 0xda) at = skipScanData(bytes, at);
    }
  }
  return false;
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
