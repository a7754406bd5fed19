import { argon2id, argon2Verify } from 'hash-wasm';
import { randomBuffer } from './random.js';

const PARAMETERS = { parallelism: 1, iterations: 3, memorySize: 32 * 1024, hashLength: 32 } as const;

/** Argon2id, 32 MiB, 3 passes; the encoded form carries its own salt and parameters. */
export function hashPassword(password: string): Promise<string> {
  return argon2id({ password, salt: randomBuffer(16), ...PARAMETERS, outputType: 'encoded' });
}

export function verifyPassword(password: string, encoded: string): Promise<boolean> {
  return argon2Verify({ password, hash: encoded });
}
