import { createHash, type Hash } from 'node:crypto';

export function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** An incremental SHA-256. */
export function sha256Stream(): Hash {
  return createHash('sha256');
}
