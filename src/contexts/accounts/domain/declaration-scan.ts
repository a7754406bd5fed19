export const LARGEST_SCAN = 10 * 1024 * 1024;

export type ScanMediaType = 'application/pdf' | 'image/jpeg' | 'image/png';

const SIGNATURES: readonly (readonly [ScanMediaType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** What a scan is by its first bytes, whatever its name says; undefined for anything else. */
export function mediaTypeOf(bytes: Uint8Array): ScanMediaType | undefined {
  return SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
}

export function scanKey(declarationId: string): string {
  return `declarations/${declarationId.slice(0, 2)}/${declarationId}`;
}

/** What the encryption of the scan is bound to. */
export function scanContext(declarationId: string): string {
  return `accounts.declaration.scan:${declarationId}`;
}
