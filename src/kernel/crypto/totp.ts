import { Secret, TOTP } from 'otpauth';
import { randomBytes } from 'node:crypto';

/** The RFC 6238 parameters that every authenticator supports. Period in seconds. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Allowed clock skew in steps (RFC 6238, 5.2). */
const WINDOW = 1;

/** A random shared secret of 160 bits (RFC 4226, 4), base32. */
export function newTotpSecret(): string {
  return new Secret({ buffer: Uint8Array.from(randomBytes(20)).buffer }).base32;
}

/** The `otpauth:` URI for the QR code. */
export function totpUri(secret: string, { issuer, account }: { issuer: string; account: string }): string {
  return new TOTP({ ...PARAMETERS, issuer, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/** The step of a code, at most one before or after the current one; null if the code is invalid. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const totp = new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PARAMETERS.period) + delta;
}

/** The code at an instant. */
export function totpCode(secret: string, now: Date): string {
  return new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() });
}
