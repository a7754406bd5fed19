import { sha256 } from './digest.js';
import type { PublicJwk } from './signing.js';

/** The thumbprint of an elliptic-curve key (RFC 7638, SHA-256), base64url. */
export function jwkThumbprint({ crv, kty, x, y }: PublicJwk): string {
  return sha256(JSON.stringify({ crv, kty, x, y })).toString('base64url');
}
