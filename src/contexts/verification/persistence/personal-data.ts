import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { SealedData } from '#electoral/wire';
import type { CredentialFields } from '#electoral/identifiers';
import { maskedName } from '../domain/masked-name.js';

/** Plaintext of the encrypted `personal` column of a support. */
export interface PersonalData {
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  readonly email?: string;
  /** Personal, because the reason for assistance may reveal health data. */
  readonly assisted?: SealedData['assisted'];
}

/** Additional authenticated data: binds the value to its row and column. */
export const personalContext = (supportId: string): string => `verification.support.personal:${supportId}`;

export async function maskedNameOf(cipher: FieldCipher, supportId: string, personal: Buffer): Promise<string> {
  const { read, typed } = JSON.parse(await cipher.decryptText(personal, personalContext(supportId))) as PersonalData;
  return maskedName({ ...read, ...typed });
}
