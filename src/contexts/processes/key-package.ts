import { sha256 } from '../../kernel/crypto/digest.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
import { encryptFor } from '../../kernel/crypto/signing.js';
import type { PublicKeyJwk } from './domain/opl-public-key.js';

const TEST_BYTES = 32;

/** A random value encrypted to an OPL's key, and its SHA-256. Returning it proves possession of the private key. */
export interface KeyPackage {
  readonly testPackage: string;
  readonly testDigest: Buffer;
}

/** @throws Error if nothing can be encrypted to the key: its point is off the curve or its exponent is even. */
export async function makeKeyPackage(key: PublicKeyJwk): Promise<KeyPackage> {
  const secret = randomBuffer(TEST_BYTES);
  return { testPackage: await encryptFor(key, secret), testDigest: sha256(secret) };
}
