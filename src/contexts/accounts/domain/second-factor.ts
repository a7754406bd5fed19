/** As it stands before the account's name in an authenticator. */
export const SECOND_FACTOR_ISSUER = 'Apoyo Ciudadano INE';

/** 32 signs that cannot be taken for one another on paper. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 12;
export const RECOVERY_CODE_COUNT = 10;
/** Random bytes that all the codes of one enrolment are made of. */
export const RECOVERY_RANDOM_BYTES = RECOVERY_CODE_COUNT * CODE_LENGTH;

/** One-time codes for who has lost their telephone: twelve signs of five bits each, in groups of four. */
export function makeRecoveryCodes(random: Uint8Array): string[] {
  const signs = [...random].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return (signs.match(/.{12}/g) ?? []).map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** What somebody typed as a recovery code, as it is compared; null when it is of another form. */
export function normaliseRecoveryCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '');
  return plain.length === CODE_LENGTH && [...plain].every((sign) => ALPHABET.includes(sign)) ? plain : null;
}

/** A code of a step is taken once, and none that is older than one already taken. */
export function isNewStep(step: number, lastStep: number | null): boolean {
  return lastStep === null || step > lastStep;
}
