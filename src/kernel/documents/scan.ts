import { DomainError } from '../errors/domain-error.js';

export const MAX_SCAN_BYTES = 10 * 1024 * 1024;

export type ScanMediaType = 'application/pdf' | 'image/jpeg' | 'image/png';

const SIGNATURES: readonly (readonly [ScanMediaType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** Detects the media type from the first bytes; undefined for any other type. */
export function mediaTypeOf(bytes: Uint8Array): ScanMediaType | undefined {
  return SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
}

export const fileExtensionOf = (mediaType: ScanMediaType): string =>
  ({ 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' })[mediaType];

/**
 * Checks an uploaded scan: PDF, JPEG or PNG, at most {@link MAX_SCAN_BYTES} bytes.
 * @param field the form field, for the error.
 * @throws DomainError KERNEL.FILE_MISSING, KERNEL.SCAN_TOO_LARGE, KERNEL.SCAN_FORMAT
 */
export function checkScan(bytes: Uint8Array, field: string): ScanMediaType {
  if (bytes.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field });
  if (bytes.length > MAX_SCAN_BYTES) throw new DomainError('KERNEL.SCAN_TOO_LARGE', { kind: 'too-large', field });
  const mediaType = mediaTypeOf(bytes);
  if (!mediaType) throw new DomainError('KERNEL.SCAN_FORMAT', { kind: 'invalid', field });
  return mediaType;
}
