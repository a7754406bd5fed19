import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** A random UUID (v4). */
export function randomId(): string {
  return randomUUID();
}

/** A random secret of 256 bits, base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

export function randomBuffer(bytes: number): Buffer {
  return randomBytes(bytes);
}

/** Compares in constant time. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
