import { createPublicKey, generateKeyPairSync, verify, type JsonWebKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jose from 'node-jose';
import { KeyStore } from './key-store.js';

export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid?: string;
  readonly use?: string;
  readonly alg?: string;
}

/** Verifies an ECDSA P-256 / SHA-256 signature in the IEEE P1363 form that WebCrypto makes (64 bytes). */
export function verifyP256(publicJwk: PublicJwk, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicJwk.kty !== 'EC' || publicJwk.crv !== 'P-256' || signature.length !== 64) return false;
  try {
    const { kty, crv, x, y } = publicJwk;
    const key = createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: 'jwk' });
    return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** The installation's own key pairs (P-256): signs compact JWS, opens compact JWE. Private keys never leave it. */
@Injectable()
export class Signing {
  readonly #parsed = new Map<string, Promise<jose.JWK.Key>>();

  constructor(private readonly keys: KeyStore) {}

  async publicJwk(name: string): Promise<PublicJwk> {
    return (await this.#key(name)).toJSON(false) as unknown as PublicJwk;
  }

  /** Compact JWS, ES256, `kid` in the header. */
  async sign(name: string, payload: object): Promise<string> {
    const key = await this.#key(name);
    const signed = await jose.JWS.createSign({ format: 'compact', alg: 'ES256' } as never, key)
      .update(JSON.stringify(payload))
      .final();
    return signed as unknown as string;
  }

  /** @throws Error when the signature is not ours or the text is no JWS. */
  async verify(name: string, compact: string): Promise<unknown> {
    const result = await jose.JWS.createVerify(await this.#key(name), { algorithms: ['ES256'] }).verify(compact);
    return JSON.parse(result.payload.toString()) as unknown;
  }

  /** Opens a JWE made for the named key. @throws Error for another `kid`, algorithm or an altered text. */
  async open(name: string, compact: string): Promise<Buffer> {
    const key = await this.#key(name);
    const result = await jose.JWE.createDecrypt(key, { algorithms: ['ECDH-ES+A256KW', 'A256GCM'] }).decrypt(compact);
    return result.payload;
  }

  #key(name: string): Promise<jose.JWK.Key> {
    let parsed = this.#parsed.get(name);
    if (!parsed) {
      parsed = this.#load(name);
      this.#parsed.set(name, parsed);
    }
    return parsed;
  }

  async #load(name: string): Promise<jose.JWK.Key> {
    const stored = await this.keys.findOrCreate(`pair.${name}`, () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' })));
    });
    const jwk = JSON.parse(stored.secret.toString()) as object;
    return jose.JWK.asKey({ ...jwk, kid: stored.kid });
  }
}

/** Verifies a compact JWS by a given public key (a device's). @returns its payload. @throws Error when it does not hold. */
export async function verifyJws(publicJwk: PublicJwk, compact: string): Promise<unknown> {
  const key = await jose.JWK.asKey(publicJwk);
  const result = await jose.JWS.createVerify(key, { algorithms: ['ES256'] }).verify(compact);
  return JSON.parse(result.payload.toString()) as unknown;
}

/** Encrypts for somebody's public key (RSA-OAEP-256 or ECDH-ES+A256KW by its kind, A256GCM). @returns compact JWE. */
export async function encryptFor(publicJwk: object, plain: Uint8Array): Promise<string> {
  const key = await jose.JWK.asKey(publicJwk);
  const alg = key.kty === 'RSA' ? 'RSA-OAEP-256' : 'ECDH-ES+A256KW';
  return jose.JWE.createEncrypt({ format: 'compact', contentAlg: 'A256GCM', fields: { alg } } as never, key)
    .update(Buffer.from(plain))
    .final();
}
