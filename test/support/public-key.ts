import { generateKeyPairSync } from 'node:crypto';

/** A new public key as an OPL would register it (§13.1). */
export function newP256Jwk(): Record<string, unknown> {
  return { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) };
}
