export const CONTAINER_TYPE = 'application/vnd.apoyo-ciudadano.container.v1';

export const LIMITS = {
  /** Maximum size in bytes of everything before the parts. */
  header: 64 * 1024,
  part: 4 * 1024 * 1024,
  parts: 8,
} as const;

const MAGIC = [0x41, 0x50, 0x43, 0x49] as const; // 'APCI'
const VERSION = 1;
const SIGNATURE_BYTES = 64;
/** Magic, version, three reserved zeros, length of manifest, length of JWE. */
const PREFIX_BYTES = 16;

export interface Container {
  /** Canonical bytes of the manifest. */
  readonly manifest: Uint8Array;
  /** ECDSA P-256 / SHA-256 over the manifest, IEEE P1363, 64 bytes. */
  readonly signature: Uint8Array;
  readonly jwe: string;
  readonly parts: readonly Uint8Array[];
}

export interface ContainerHeader extends Omit<Container, 'parts'> {
  /** Offset of the first part. */
  readonly length: number;
}

export type WireProblem = 'NOT_A_CONTAINER' | 'VERSION_UNKNOWN' | 'HEADER_TOO_LARGE' | 'TRUNCATED';

export class WireError extends Error {
  constructor(readonly problem: WireProblem) {
    super(problem);
    this.name = 'WireError';
  }
}

/** Encodes a record as one file: prefix, manifest, signature, JWE, then the sealed parts in the manifest's order. */
export function encodeContainer({ manifest, signature, jwe, parts }: Container): Uint8Array {
  const jweBytes = new TextEncoder().encode(jwe);
  const header = PREFIX_BYTES + manifest.length + SIGNATURE_BYTES + jweBytes.length;
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, header));
  bytes.set([...MAGIC, VERSION]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, manifest.length);
  view.setUint32(12, jweBytes.length);
  let at = PREFIX_BYTES;
  for (const piece of [manifest, signature, jweBytes, ...parts]) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * The number of bytes before the parts, read from the first 16 bytes.
 * @returns undefined if more bytes are needed.
 * @throws WireError
 */
export function headerLength(start: Uint8Array): number | undefined {
  if (MAGIC.some((byte, at) => at < start.length && start[at] !== byte)) throw new WireError('NOT_A_CONTAINER');
  if (start.length < PREFIX_BYTES) return undefined;
  if (start[4] !== VERSION) throw new WireError('VERSION_UNKNOWN');
  if (start[5] !== 0 || start[6] !== 0 || start[7] !== 0) throw new WireError('NOT_A_CONTAINER');
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = PREFIX_BYTES + view.getUint32(8) + SIGNATURE_BYTES + view.getUint32(12);
  if (length > LIMITS.header) throw new WireError('HEADER_TOO_LARGE');
  return length;
}

/**
 * Parses the bytes before the parts.
 * @throws WireError with the code TRUNCATED if they are incomplete.
 */
export function parseHeader(bytes: Uint8Array): ContainerHeader {
  const length = headerLength(bytes);
  if (length === undefined || bytes.length < length) throw new WireError('TRUNCATED');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const manifestEnd = PREFIX_BYTES + view.getUint32(8);
  const signatureEnd = manifestEnd + SIGNATURE_BYTES;
  return {
    manifest: bytes.subarray(PREFIX_BYTES, manifestEnd),
    signature: bytes.subarray(manifestEnd, signatureEnd),
    jwe: new TextDecoder().decode(bytes.subarray(signatureEnd, length)),
    length,
  };
}

/**
 * Copies the bytes before the parts, for {@link parseHeader}.
 * @throws WireError if they are invalid.
 */
export function headerBytesOf(container: Uint8Array): Uint8Array {
  return container.slice(0, parseHeader(container).length);
}

/**
 * Splits a container into parts by the sizes in its manifest.
 * @throws WireError TRUNCATED if they do not match exactly.
 */
export function splitParts(bytes: Uint8Array, headerBytes: number, sizes: readonly number[]): Uint8Array[] {
  const total = sizes.reduce((sum, size) => sum + size, headerBytes);
  if (total !== bytes.length) throw new WireError('TRUNCATED');
  let at = headerBytes;
  return sizes.map((size) => bytes.subarray(at, (at += size)));
}
