import { normaliseIdentifier } from '#electoral/identifiers';

/** Shown before the account name in an authenticator app. */
export const SECOND_FACTOR_ISSUER = 'Apoyo Ciudadano INE';

/** 32 characters that are not easily confused on paper. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 12;
export const RECOVERY_CODE_COUNT = 10;
/** Number of random bytes for the codes of one enrolment. */
export const RECOVERY_RANDOM_BYTES = RECOVERY_CODE_COUNT * CODE_LENGTH;

/** One-time codes for an official who has lost their phone: twelve characters of five bits, in groups of four. */
export function makeRecoveryCodes(random: Uint8Array): string[] {
  const characters = [...random].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return (characters.match(/.{12}/g) ?? []).map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Normalises a typed recovery code for comparison; null if it does not have the form of one. */
export function normaliseRecoveryCode(text: string): string | null {
  const plain = normaliseIdentifier(text);
  return plain.length === CODE_LENGTH && [...plain].every((character) => ALPHABET.includes(character)) ? plain : null;
}

/** Whether the step is later than the last accepted one; each step is accepted once (RFC 6238). */
export function isNewStep(step: number, lastStep: number | null): boolean {
  return lastStep === null || step > lastStep;
}
