import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from '#electoral/normalise';

// 2 is Argon2id. The package's const enum cannot be used with isolatedModules.
const PARAMETERS = { algorithm: 2, parallelism: 1, timeCost: 3, memoryCost: 32 * 1024, outputLen: 32 } as const;

/**
 * Argon2id, 32 MiB, 3 passes, with a random 16-byte salt. The encoded form contains the salt and the parameters. Runs
 * off the main thread, so that sign-ins do not block uploads.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), PARAMETERS);
}

/** Also accepts a stored hash of the password exactly as typed: earlier passwords were not normalised. */
export async function verifyPassword(password: string, encoded: string): Promise<boolean> {
  const normalised = normalisePassword(password);
  return (await verify(encoded, normalised)) || (password !== normalised && (await verify(encoded, password)));
}
