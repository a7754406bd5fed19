import { hmacHex } from '../../../kernel/crypto/digest.js';

/** 20 decimal digits: 66 bits, e.g. from two ten-sided dice thrown ten times. */
export const SEED_DIGITS = 20;

/** The digits of a seed as it is typed, with spaces or hyphens in between; undefined if they are not enough. */
export function readSeed(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '');
  return new RegExp(`^\\d{${String(SEED_DIGITS)},100}$`).test(digits) ? digits : undefined;
}

/**
 * Sorts records by HMAC-SHA-256, with the digits of the seed as the key and `DIGEST:ID` as the message, where DIGEST is
 * the published digest of the verdicts. Its first n records are a simple random sample. So are the first n of any part,
 * e.g. of the records of one aspirant, so one seed serves all. Anyone can check a record:
 *
 *     printf %s "$DIGEST:$ID" | openssl dgst -sha256 -hmac "$SEED"
 */
export function sampleOrder(recordIds: readonly string[], digest: string, seed: string): string[] {
  return inSampleOrder(recordIds, digest, seed).map(({ id }) => id);
}

/** The records in the order of the sample, each with its HMAC, by which they are sorted. */
export function inSampleOrder(
  recordIds: readonly string[],
  digest: string,
  seed: string,
): { readonly id: string; readonly sortKey: string }[] {
  const key = Buffer.from(seed, 'utf8');
  return recordIds
    .map((id) => ({ id, sortKey: hmacHex(key, `${digest}:${id}`) }))
    .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
}
