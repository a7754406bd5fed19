import type { Signing } from '../../kernel/crypto/signing.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from './events/support-received.js';
import type { AdmittedSupport, NewSupport } from './persistence/support-records.js';
import type { Receipt } from '#electoral/wire';

/** @returns the receipt as a compact JWS (docs/wire.md). */
export function signReceipt(
  signing: Signing,
  { manifest, integrityCode, blob }: AdmittedSupport,
  receivedAt: Date,
): Promise<string> {
  const payload: Receipt = {
    version: 1,
    kind: 'receipt',
    folio: manifest.folio,
    receivedAt: receivedAt.toISOString(),
    integrityCode: integrityCode.toString('hex'),
    size: blob.size,
  };
  return signing.sign('receipt', payload);
}

/** Counts an inserted support and notifies the other contexts. */
export function publishReceived(work: UnitOfWork, support: NewSupport): void {
  const { supportId, manifest, integrityCode, device, flags, blob, receivedAt } = support;
  const { folio, processId, aspirantId, auxiliaryId, deviceId } = manifest;
  work.count('supports.received', { processId, aspirantId }, 1);
  work.publish(
    new SupportReceived({
      supportId,
      folio,
      processId,
      aspirantId,
      channel: 'app',
      auxiliaryId,
      deviceId,
      capturedBy: null,
      officeId: device.officeId,
      entidad: device.entidad,
      receivedAt,
      integrityCode: integrityCode.toString('hex'),
      blobKey: blob.key,
      flags,
    }),
    supportId,
  );
}
