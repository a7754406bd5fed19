import { base64url } from 'jose';

/** Bytes that WebCrypto accepts: not backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Random bytes of any length, which take up their full size even on a disk that compresses. */
export function incompressibleBytes(length: number): Bytes {
  const bytes = new Uint8Array(length);
  // getRandomValues accepts at most 65,536 bytes at a time.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** @returns lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function encodeBase64url(bytes: Uint8Array): string {
  return base64url.encode(bytes);
}

export function decodeBase64url(text: string): Bytes {
  return new Uint8Array(base64url.decode(text));
}

export function randomText(bytes: number): string {
  return encodeBase64url(randomBytes(bytes));
}
