import { hash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** The default of PostgreSQL, `scram_iterations`. */
const ITERATIONS = 4096;
const [SALT_BYTES, KEY_BYTES] = [16, 32];

/**
 * What PostgreSQL stores instead of a password (RFC 5802 and 7677, SCRAM-SHA-256). Sent in `alter role`, it keeps the
 * password out of the connection and of the server's log.
 */
export function scramVerifier(password: string, salt = randomBytes(SALT_BYTES)): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, KEY_BYTES, 'sha256');
  const keyed = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = hash('sha256', keyed('Client Key'), 'base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${String(ITERATIONS)}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
