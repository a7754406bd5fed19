import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { z } from 'zod';
import { credentialFieldsSchema } from '#electoral/identifiers';

/** Data from a checked enrolment that the OPL's review needs: the key of its images, and the fields of the card. */
const schema = z.object({
  /** Base64url, like the nonces, which are in the order of the manifest. */
  key: z.string(),
  nonces: z.array(z.string()),
  read: credentialFieldsSchema,
});
export type EnrolmentKey = z.infer<typeof schema>;

function evidenceContext(deviceId: string): string {
  return `devices.device.evidence_key:${deviceId}`;
}

/** Wraps the key under the evidence key, with which the web process shows the images. */
export function wrapEnrolmentKey(cipher: FieldCipher, deviceId: string, key: EnrolmentKey): Promise<Buffer> {
  return cipher.encrypt(JSON.stringify(key), evidenceContext(deviceId), 'evidence');
}

/** @throws Error if the value was altered or belongs to another device. */
export async function openEnrolmentKey(cipher: FieldCipher, deviceId: string, wrapped: Buffer): Promise<EnrolmentKey> {
  return schema.parse(JSON.parse(await cipher.decryptText(wrapped, evidenceContext(deviceId))));
}
