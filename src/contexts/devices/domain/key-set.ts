import { z } from 'zod';
import { expiringKeySetSchema, keySetSchema, type ExpiringKeySet } from '#electoral/wire';

/** How long a key set is valid if the signer does not specify it. */
export const KEY_SET_DAYS = 180;
/** The alarm is raised this long before a key set expires. */
export const KEY_SET_WARNING_DAYS = 30;
export const DAY_MS = 24 * 3_600_000;

/** The key set that the installation asks the root to sign, without the dates, which are added when it is signed. */
export const keySetRequestSchema = expiringKeySetSchema.omit({ issuedAt: true, expiresAt: true });
export type KeySetRequest = z.infer<typeof keySetRequestSchema>;

/** A key set as the root signed it: for current apps, and for those that know only version 1. */
export const signedKeySetSchema = z.strictObject({ keySet: z.string().max(65_536), keySetV1: z.string().max(65_536) });
export type SignedKeySet = z.infer<typeof signedKeySetSchema>;

export function withTerm(request: KeySetRequest, issuedAt: Date, days: number): ExpiringKeySet {
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
  return Math.max(last + 1, Math.floor(now.getTime() / 1000));
}
