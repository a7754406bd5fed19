import { createHash, createHmac, type Hash } from 'node:crypto';

export function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** An incremental SHA-256. */
export function sha256Stream(): Hash {
  return createHash('sha256');
}

/** HMAC-SHA-256 of a text, hexadecimal. */
export function hmacHex(secret: Buffer, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
