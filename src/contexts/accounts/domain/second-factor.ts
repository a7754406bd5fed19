/** As it stands before the account's name in an authenticator. */
export const SECOND_FACTOR_ISSUER = 'Apoyo Ciudadano INE';

/** 32 signs that cannot be taken for one another on paper. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_SIGNS = 12;
export const RECOVERY_CODES = 10;
/** Random bytes that all the codes of one enrolment are made of. */
export const RECOVERY_BYTES = RECOVERY_CODES * CODE_SIGNS;

/** One-time codes for who has lost their telephone: twelve signs of five bits each, in groups of four. */
export function recoveryCodes(random: Uint8Array): string[] {
  const signs = [...random].map((byte) => SIGNS[byte % SIGNS.length] ?? '').join('');
  return (signs.match(/.{12}/g) ?? []).map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** What somebody typed as a recovery code, as it is compared; null when it is of another form. */
export function normalRecoveryCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '');
  return plain.length === CODE_SIGNS && [...plain].every((sign) => SIGNS.includes(sign)) ? plain : null;
}

/** A code of a step is taken once, and none that is older than one already taken. */
export function isNewStep(step: number, lastStep: number | null): boolean {
  return lastStep === null || step > lastStep;
}
