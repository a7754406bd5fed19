import { z } from 'zod';
import { expiringKeySetSchema, keySetSchema, type ExpiringKeySet, type KeySet } from '#electoral/wire';

/** How long a key set is valid if the signer does not specify it. */
export const KEY_SET_DAYS = 180;
/** Long enough for a capture period and its grace period, and short enough to be a limit. */
export const KEY_SET_MAX_DAYS = 366;
/** The alarm is raised this long before a key set expires. */
export const KEY_SET_WARNING_DAYS = 30;
export const DAY_MS = 24 * 3_600_000;

/** The key set that the installation asks the root to sign, without the dates, which are added when it is signed. */
export const keySetRequestSchema = expiringKeySetSchema.omit({ issuedAt: true, expiresAt: true });
export type KeySetRequest = z.infer<typeof keySetRequestSchema>;

/** A key set as one root signed it: for current apps, and for those that know only version 1. */
const signedKeySetSchema = z.strictObject({ keySet: z.string().max(65_536), keySetV1: z.string().max(65_536) });
export type SignedKeySet = z.infer<typeof signedKeySetSchema>;

/** The same key set signed by the root and, as long as older packages trust only the former root, by that one too. */
export const signedKeySetsSchema = z.strictObject({ keySets: z.array(signedKeySetSchema).min(1).max(3) });
export type SignedKeySets = z.infer<typeof signedKeySetsSchema>;

export function withValidity(request: KeySetRequest, issuedAt: Date, days: number): ExpiringKeySet {
  return {
    ...request,
    issuedAt: issuedAt.toISOString(),
    expiresAt: new Date(issuedAt.getTime() + days * DAY_MS).toISOString(),
  };
}

/** The same keys for apps that know only version 1. */
export function toVersion1({ serial: _serial, expiresAt: _expiresAt, ...keySet }: ExpiringKeySet): object {
  return keySetSchema.parse({ ...keySet, version: 1 });
}

/** Serial numbers increase over time, so that a set signed later always has a higher one. */
export function nextSerial(last: number, now: Date): number {
  return Math.max(last + 1, serialOf(now));
}

/** After a set whose serial number is far in the future, devices would refuse every later one. */
export function isPlausibleSerial(serial: number, now: Date): boolean {
  return serial <= serialOf(now) + DAY_MS / 1000;
}

export function serialOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

type KeysOfSet = Pick<KeySet, 'intake' | 'receipt' | 'lease'>;

export function keysOf({ intake, receipt, lease }: KeysOfSet): KeySet['receipt'] {
  return [intake, ...receipt, ...lease];
}

/** Whether the key set contains this very key, not a different one with its kid. */
export function contains(keySet: KeysOfSet, { kid, x, y }: { kid: string; x: string; y: string }): boolean {
  return keysOf(keySet).some((key) => key.kid === kid && key.x === x && key.y === y);
}
