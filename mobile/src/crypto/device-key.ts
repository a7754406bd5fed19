import { argon2id } from 'hash-wasm';
import { normalisePassword } from '#electoral/normalise';
import type { devicePublicJwkSchema } from '#electoral/wire';
import { randomBytes, type Bytes } from './bytes.js';
import type { z } from 'zod';

export type DevicePublicJwk = z.infer<typeof devicePublicJwkSchema>;

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Argon2id parameters: 64 MiB, three passes. Stored with each wrapped key, so that they can be raised. */
const ARGON2_COST = { memoryKiB: 64 * 1024, iterations: 3 } as const;

/** The device's private key, encrypted with a key derived from the password. */
export interface WrappedKey {
  readonly salt: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly memoryKiB: number;
  readonly iterations: number;
}

export interface NewDeviceKey {
  /** Extractable, so that it can be wrapped; discard it afterwards (decision 21). */
  readonly privateKey: CryptoKey;
  readonly publicJwk: DevicePublicJwk;
}

export async function generateDeviceKey(): Promise<NewDeviceKey> {
  const pair = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { privateKey: pair.privateKey, publicJwk: { kty: 'EC', crv: 'P-256', x, y } };
}

/** Encrypts the key with the local password, which never leaves the device (§7.4). */
export async function wrapDeviceKey(privateKey: CryptoKey, password: string, cost = ARGON2_COST): Promise<WrappedKey> {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const wrapping = await passwordKey(password, { salt, ...cost });
  const wrapped = await crypto.subtle.wrapKey('pkcs8', privateKey, wrapping, { name: 'AES-GCM', iv });
  return { salt, iv, ciphertext: new Uint8Array(wrapped), ...cost };
}

/** @returns a non-extractable key for signing only; undefined if the password is wrong. */
export async function unlockDeviceKey(wrapped: WrappedKey, password: string): Promise<CryptoKey | undefined> {
  const wrapping = await passwordKey(password, wrapped);
  const algorithm = { name: 'AES-GCM', iv: wrapped.iv as Bytes };
  try {
    return await crypto.subtle.unwrapKey('pkcs8', wrapped.ciphertext as Bytes, wrapping, algorithm, ECDSA, false, [
      'sign',
    ]);
  } catch {
    return undefined;
  }
}

async function passwordKey(
  password: string,
  { salt, memoryKiB, iterations }: Pick<WrappedKey, 'salt' | 'memoryKiB' | 'iterations'>,
): Promise<CryptoKey> {
  const derived = await argon2id({
    password: normalisePassword(password),
    salt,
    memorySize: memoryKiB,
    iterations,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
  return crypto.subtle.importKey('raw', derived as Bytes, 'AES-GCM', false, ['wrapKey', 'unwrapKey']);
}

/** ECDSA P-256 / SHA-256, IEEE P1363. */
export async function signBytes(privateKey: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes as Bytes));
}

export async function verifyBytes(
  publicJwk: DevicePublicJwk,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('jwk', { ...publicJwk }, ECDSA, false, ['verify']);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature as Bytes, bytes as Bytes);
}
