import { hash, verify } from '@node-rs/argon2';

// 2 is Argon2id: the package's enumeration exists for the compiler alone and cannot be named under isolated modules.
const PARAMETERS = { algorithm: 2, parallelism: 1, timeCost: 3, memoryCost: 32 * 1024, outputLen: 32 } as const;

/**
 * Argon2id, 32 MiB, 3 passes, with a salt of 16 random bytes; the encoded form carries its own salt and parameters. Worked off
 * beside the main thread: whoever signs in does not hold up whoever sends.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

export function verifyPassword(password: string, encoded: string): Promise<boolean> {
  return verify(encoded, password);
}
