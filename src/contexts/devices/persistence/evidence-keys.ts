import { z } from 'zod';
import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
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
  return `devices.evidence_key.wrapped:${deviceId}`;
}

/** Wraps the key of an enrolment under the evidence key, with which the web process shows the images. */
export async function addEvidenceKey(
  work: UnitOfWork,
  cipher: FieldCipher,
  deviceId: string,
  key: EnrolmentKey,
  at: Date,
): Promise<void> {
  const wrapped = await cipher.encrypt(JSON.stringify(key), evidenceContext(deviceId), 'evidence');
  await work.sql('insert into devices.evidence_key (device_id, wrapped, wrapped_at) values ($1, $2, $3)', [
    deviceId,
    wrapped,
    at,
  ]);
}

/**
 * The newest key of an enrolment that can be opened, and its wrapped form; undefined if none can.
 * @throws OutageError for any outage other than a lost key.
 */
export async function findEnrolmentKey(
  work: UnitOfWork,
  cipher: FieldCipher,
  deviceId: string,
): Promise<{ readonly value: EnrolmentKey; readonly encrypted: Buffer } | undefined> {
  const rows = await work.sql<{ wrapped: Buffer }>(
    'select wrapped from devices.evidence_key where device_id = $1 order by id desc',
    [deviceId],
  );
  return cipher.openFirst(
    rows.map(({ wrapped }) => wrapped),
    async (wrapped) => schema.parse(JSON.parse(await cipher.decryptText(wrapped, evidenceContext(deviceId)))),
  );
}
