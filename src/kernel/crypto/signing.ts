import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jose from 'node-jose';
import { OutageError } from '../outages/outage.js';
import { isOpen, KeyStore, type OpenKey, type PublicJwk, type StoredKey } from './key-store.js';

export type { PublicJwk } from './stored-key.js';

/** Verifies an ECDSA P-256 / SHA-256 signature in IEEE P1363 format (64 bytes), like WebCrypto's. */
export function verifyP256(publicJwk: PublicJwk, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicJwk.kty !== 'EC' || publicJwk.crv !== 'P-256' || signature.length !== 64) return false;
  try {
    return verify('sha256', bytes, { key: parsedKey(publicJwk), dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** Cache of device keys: parsing a key costs as much as verifying with it. */
const parsedKeys = new Map<string, KeyObject>();
const MAX_PARSED_KEYS = 10_000;

function parsedKey({ kty, crv, x, y }: PublicJwk): KeyObject {
  const point = JSON.stringify([x, y]);
  let key = parsedKeys.get(point);
  if (!key) {
    key = createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: 'jwk' });
    if (parsedKeys.size >= MAX_PARSED_KEYS) parsedKeys.clear();
    parsedKeys.set(point, key);
  }
  return key;
}

/**
 * Signs compact JWS and decrypts compact JWE with the installation's own key pairs (P-256). Never exposes private keys.
 */
@Injectable()
export class Signing {
  readonly #parsed = new Map<string, Promise<jose.JWK.Key>>();
  /** For signing: node-jose would parse the key for every receipt, which costs more than the signature. */
  readonly #private = new Map<string, KeyObject>();

  constructor(private readonly keys: KeyStore) {}

  /** The newest public key in use, for encryption and new signatures. */
  async publicJwk(name: string): Promise<PublicJwk> {
    return publicPart(await this.keys.findOrCreatePublic(keyPairName(name), newPrivateKey));
  }

  /**
   * All generations, newest first and including a prepared one, so that signatures from before a rotation still verify.
   */
  async publicJwks(name: string): Promise<PublicJwk[]> {
    await this.publicJwk(name);
    return (await this.keys.all(keyPairName(name))).map(publicPart);
  }

  /** Whether the key pair has a generation with this `kid`. */
  async hasKey(name: string, kid: string): Promise<boolean> {
    await this.publicJwk(name);
    return (await this.#byKid(name, kid)) !== undefined;
  }

  /** Whether this process can decrypt what is encrypted to the key pair. */
  async canOpen(name: string): Promise<boolean> {
    return isOpen(await this.keys.findOrCreatePublic(keyPairName(name), newPrivateKey));
  }

  /** Tests whether this process can decrypt what is encrypted to the public half of every generation. */
  async opensAll(name: string): Promise<boolean> {
    for (const publicKey of await this.publicJwks(name)) {
      const plain = randomBytes(32);
      const opened = await this.open(name, await encryptFor(publicKey, plain)).catch(() => undefined);
      if (!opened?.equals(plain)) return false;
    }
    return true;
  }

  /** Compact JWS, ES256, `kid` in the header. */
  async sign(name: string, payload: object): Promise<string> {
    const { kid, secret } = await this.keys.findOrCreate(keyPairName(name), newPrivateKey);
    let key = this.#private.get(kid);
    if (!key) {
      key = createPrivateKey({ key: JSON.parse(secret.toString()) as JsonWebKey, format: 'jwk' });
      this.#private.set(kid, key);
    }
    const [header, body] = [{ alg: 'ES256', kid }, payload].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signed = `${header ?? ''}.${body ?? ''}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }

  /** @throws Error if the signature is invalid or the text is not a JWS. */
  async verify(name: string, compact: string): Promise<unknown> {
    const key = await this.#keyOf(name, compact);
    requireCanonical(compact);
    const result = await jose.JWS.createVerify(key, { algorithms: ['ES256'] }).verify(compact);
    return JSON.parse(result.payload.toString()) as unknown;
  }

  /**
   * Decrypts a JWE encrypted to any generation of the key pair.
   * @throws Error for a different `kid` or algorithm, or altered text.
   */
  async open(name: string, compact: string): Promise<Buffer> {
    const key = await this.#keyOf(name, compact);
    requireCanonical(compact);
    const result = await jose.JWE.createDecrypt(key, { algorithms: ['ECDH-ES+A256KW', 'A256GCM'] }).decrypt(compact);
    return result.payload;
  }

  /** @throws Error if there is no such key; OutageError if only other processes may open it. */
  async #keyOf(name: string, compact: string): Promise<jose.JWK.Key> {
    const key = await this.#byKid(name, headerKid(compact) ?? '');
    if (!key) throw new Error(`the kid is not one of key pair ${name}`);
    // The work waits for a process that has the key: the record itself is not at fault.
    if (!isOpen(key)) throw new OutageError('keys', 'KEY_NOT_HELD');
    return this.#parse(key);
  }

  async #byKid(name: string, kid: string): Promise<StoredKey | undefined> {
    if (!kid.startsWith(`${keyPairName(name)}-`)) return undefined;
    const stored = await this.keys.byKid(kid);
    return stored?.name === keyPairName(name) ? stored : undefined;
  }

  #parse(stored: OpenKey): Promise<jose.JWK.Key> {
    let parsed = this.#parsed.get(stored.kid);
    if (!parsed) {
      parsed = jose.JWK.asKey({ ...(JSON.parse(stored.secret.toString()) as object), kid: stored.kid });
      this.#parsed.set(stored.kid, parsed);
    }
    return parsed;
  }
}

/** The name of a key pair in the key store. */
export function keyPairName(name: string): string {
  return `pair.${name}`;
}

/** The root of an installation without an offline root; in any other installation, the former root. */
export const ROOT_PAIR = keyPairName('root');

/** A new private key (JWK), as stored in the key store. */
export function newPrivateKey(): Buffer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' })));
}

/** The `kid` in the header of a compact JWS or JWE; undefined if there is none or the text is invalid. */
export function headerKid(compact: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(compact.split('.')[0] ?? '', 'base64url').toString()) as {
      kid?: unknown;
    } | null;
    return typeof header?.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether each part of a compact JWS or JWE is the only base64url spelling of its bytes (RFC 4648 §3.5). Decoders ignore
 * the unused bits of the last character, so that an altered text could otherwise pass for the signed one.
 */
export function isCanonicalCompact(compact: string): boolean {
  return compact.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function requireCanonical(compact: string): void {
  if (!isCanonicalCompact(compact)) throw new Error('the text is not canonical base64url');
}

function publicPart({ kid, publicJwk }: StoredKey): PublicJwk {
  if (!publicJwk) throw new Error(`the key ${kid} is not a key pair`);
  return { ...publicJwk, kid };
}

/** Signs with a private key that this installation does not hold, e.g. the offline root's; returns a compact JWS. */
export function signJws(privateJwk: JsonWebKey & { readonly kid: string }, payload: object): string {
  const [header, body] = [{ alg: 'ES256', kid: privateJwk.kid }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = `${header ?? ''}.${body ?? ''}`;
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/**
 * Verifies a compact JWS with a given public key, e.g. a device's.
 * @returns its payload.
 * @throws Error if the signature is invalid.
 */
export async function verifyJws(publicJwk: PublicJwk, compact: string): Promise<unknown> {
  requireCanonical(compact);
  const key = await jose.JWK.asKey(publicJwk);
  const result = await jose.JWS.createVerify(key, { algorithms: ['ES256'] }).verify(compact);
  return JSON.parse(result.payload.toString()) as unknown;
}

/**
 * Encrypts with a public key to a compact JWE: RSA-OAEP-256 or ECDH-ES+A256KW, depending on the key type, and A256GCM.
 */
export async function encryptFor(publicJwk: object, plain: Uint8Array): Promise<string> {
  const key = await jose.JWK.asKey(publicJwk);
  const alg = key.kty === 'RSA' ? 'RSA-OAEP-256' : 'ECDH-ES+A256KW';
  return jose.JWE.createEncrypt({ format: 'compact', contentAlg: 'A256GCM', fields: { alg } } as never, key)
    .update(Buffer.from(plain))
    .final();
}

/**
 * Decrypts what {@link encryptFor} encrypted.
 * @param privateJwk the recipient's private key.
 * @throws Error if it is for another key or was altered.
 */
export async function openWith(privateJwk: object, compact: string): Promise<Buffer> {
  requireCanonical(compact);
  const key = await jose.JWK.asKey(privateJwk);
  const algorithms = ['ECDH-ES+A256KW', 'RSA-OAEP-256', 'A256GCM'];
  return (await jose.JWE.createDecrypt(key, { algorithms }).decrypt(compact)).payload;
}
