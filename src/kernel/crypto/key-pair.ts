import { createPrivateKey, generateKeyPair, sign, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import type { PublicJwk } from './signing.js';

const generate = promisify(generateKeyPair);

/** A P-256 key pair that is not in the key store: a device's, the offline root's or the backup key. */
export interface P256KeyPair {
  readonly publicJwk: Pick<PublicJwk, 'x' | 'y'> & { readonly kty: 'EC'; readonly crv: 'P-256' };
  readonly privateJwk: JsonWebKey;
}

export async function generateP256KeyPair(): Promise<P256KeyPair> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { publicJwk: { kty: 'EC', crv: 'P-256', x, y }, privateJwk: privateKey.export({ format: 'jwk' }) };
}

/** A 3072-bit RSA key pair, like one that an OPL may generate with its own tools (§13.1), for demonstration and tests. */
export async function generateRsaKeyPair(): Promise<{ publicJwk: JsonWebKey; privateJwk: JsonWebKey }> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 3072 });
  return { publicJwk: publicKey.export({ format: 'jwk' }), privateJwk: privateKey.export({ format: 'jwk' }) };
}

/** Signs with ECDSA P-256 / SHA-256 in IEEE P1363 format (64 bytes), like WebCrypto. */
export function signP256({ privateJwk }: P256KeyPair, bytes: Uint8Array): Buffer {
  return sign('sha256', bytes, {
    key: createPrivateKey({ key: privateJwk, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  });
}

/** Compact JWS, ES256. */
export function signJwsP256(keys: P256KeyPair, payload: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'ES256' })}.${encode(payload)}`;
  return `${input}.${signP256(keys, Buffer.from(input)).toString('base64url')}`;
}
