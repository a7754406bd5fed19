import { DomainError } from '../errors/domain-error.js';
import { decodeWhole } from '../images/decode-whole.js';
import { MAX_PIXELS, readImageHeader } from '../images/open-image.js';
import { inspectPdf, type PdfFault } from './pdf-inspection.js';

export const MAX_SCAN_BYTES = 10 * 1024 * 1024;
/** Shorter side of an image in pixels: a credential at 140 dpi. Smaller print cannot be read. */
const MIN_SIDE = 300;
/** The same for a signed page: letter size at 70 dpi. */
const MIN_SIDE_OF_PAGE = 600;
export const SCAN_TOO_LARGE = 'KERNEL.SCAN_TOO_LARGE';

export type ScanMediaType = 'application/pdf' | 'image/jpeg' | 'image/png';

const SIGNATURES: readonly (readonly [ScanMediaType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** Detects the media type from the first bytes; undefined for any other type. */
function mediaTypeOf(bytes: Uint8Array): ScanMediaType | undefined {
  return SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
}

export const fileExtensionOf = (mediaType: ScanMediaType): string =>
  ({ 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' })[mediaType];

const PDF_REFUSALS: Readonly<Record<PdfFault['kind'], string>> = {
  unmarked: 'KERNEL.SCAN_UNSIGNED',
  damaged: 'KERNEL.SCAN_DAMAGED',
  encrypted: 'KERNEL.SCAN_ENCRYPTED',
  active: 'KERNEL.SCAN_ACTIVE',
  empty: 'KERNEL.SCAN_EMPTY',
  'too-complex': 'KERNEL.SCAN_TOO_COMPLEX',
  'too-many-pixels': 'KERNEL.SCAN_PAGE_TOO_MANY_PIXELS',
};

/**
 * Checks an uploaded scan: a PDF, JPEG or PNG of at most {@link MAX_SCAN_BYTES} bytes that can be read to its end. A
 * PDF is parsed ({@link inspectPdf}), an image decoded.
 * @param field the form field, for the error.
 * @throws DomainError KERNEL.FILE_MISSING, KERNEL.SCAN_TOO_LARGE, KERNEL.SCAN_FORMAT, KERNEL.SCAN_DAMAGED,
 * KERNEL.SCAN_TOO_MANY_PIXELS, KERNEL.SCAN_TOO_FEW_PIXELS, KERNEL.SCAN_ENCRYPTED, KERNEL.SCAN_ACTIVE, KERNEL.SCAN_EMPTY, KERNEL.SCAN_TOO_COMPLEX,
 * KERNEL.SCAN_PAGE_TOO_MANY_PIXELS
 */
export async function checkScan(bytes: Uint8Array, field: string): Promise<ScanMediaType> {
  return check(bytes, field, MIN_SIDE, (fault) => fault.kind !== 'unmarked');
}

/**
 * Checks the scan of a document that was printed and signed: {@link checkScan}, and a PDF must contain an image, a
 * drawing or an electronic signature. This refuses the documents of this system as issued, saved again or printed to
 * another file, because they consist of text and shapes only.
 * @throws DomainError those of {@link checkScan}; KERNEL.SCAN_UNSIGNED
 */
export async function checkSignedScan(bytes: Uint8Array, field: string): Promise<ScanMediaType> {
  return check(bytes, field, MIN_SIDE_OF_PAGE, () => true);
}

async function check(
  bytes: Uint8Array,
  field: string,
  minSide: number,
  refuses: (fault: PdfFault) => boolean,
): Promise<ScanMediaType> {
  if (bytes.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field });
  if (bytes.length > MAX_SCAN_BYTES) throw new DomainError(SCAN_TOO_LARGE, { kind: 'too-large', field });
  const mediaType = mediaTypeOf(bytes);
  if (!mediaType) throw new DomainError('KERNEL.SCAN_FORMAT', { kind: 'invalid', field });
  const refusal =
    mediaType === 'application/pdf' ? await refusalOfPdf(bytes, refuses) : await refusalOfImage(bytes, minSide);
  if (refusal) throw new DomainError(refusal.code, { kind: 'invalid', field, params: refusal.params });
  return mediaType;
}

interface Refusal {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

async function refusalOfPdf(bytes: Uint8Array, refuses: (fault: PdfFault) => boolean): Promise<Refusal | undefined> {
  const fault = await inspectPdf(bytes);
  if (!fault || !refuses(fault)) return undefined;
  const params: Refusal['params'] = fault.kind === 'too-many-pixels' ? { megapixels: megapixels(fault.pixels) } : {};
  return { code: PDF_REFUSALS[fault.kind], params };
}

async function refusalOfImage(bytes: Uint8Array, minSide: number): Promise<Refusal | undefined> {
  const fault = await decodeWhole(bytes);
  if (!fault) {
    const { width, height } = await readImageHeader(bytes);
    const isReadable = Math.min(width, height) >= minSide;
    return isReadable ? undefined : { code: 'KERNEL.SCAN_TOO_FEW_PIXELS', params: { width, height } };
  }
  if (fault.kind === 'damaged') return { code: 'KERNEL.SCAN_DAMAGED', params: {} };
  return {
    code: 'KERNEL.SCAN_TOO_MANY_PIXELS',
    params: { megapixels: megapixels(fault.pixels), max: megapixels(MAX_PIXELS) },
  };
}

function megapixels(pixels: number): number {
  return Math.ceil(pixels / 1_000_000);
}
