import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { personalContext } from '../domain/aspirant.entity.js';
import { registrationSchema, type Registration } from '../domain/registration.js';

/** Fields added after a row was written get the defaults of the schema. */
export async function decryptRegistration(
  cipher: FieldCipher,
  { id, personal }: { readonly id: string; readonly personal: Buffer },
): Promise<Registration> {
  return registrationSchema.parse(JSON.parse(await cipher.decryptText(personal, personalContext(id))));
}

export function encryptRegistration(cipher: FieldCipher, id: string, data: Registration): Promise<Buffer> {
  return cipher.encrypt(JSON.stringify(data), personalContext(id));
}
