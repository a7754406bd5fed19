export interface KeyPair {
  /** JSON of the JWK with the private member. */
  readonly privateJwk: string;
  /** JSON of the public members only. */
  readonly publicJwk: string;
  /** RFC 7638. */
  readonly thumbprint: string;
}

/** Generates a P-256 key pair for ECDH-ES in the browser. */
export async function newKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const thumbprint = base64Url(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }))),
  );
  return {
    privateJwk: `${JSON.stringify({ kty, crv, x, y, d, kid: thumbprint }, null, 2)}\n`,
    publicJwk: JSON.stringify({ kty, crv, x, y }),
    thumbprint,
  };
}

export function base64Url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
