import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { SELECT_DELIVERY, type DeliveryView } from '../persistence/delivery-records.js';

const input = z.object({ deliveryId: z.uuid() });

export interface DownloadedDelivery {
  /** Compact JWE; only the OPL's private key decrypts it. */
  readonly jwe: string;
  readonly fileName: string;
  readonly sha256: string;
}

/**
 * Returns the encrypted results of a delivery (§13.1). Every download is audited.
 * @throws DomainError RESULTS.DELIVERY_DAMAGED when the stored file does not match its recorded SHA-256.
 */
@QuerySpec({ name: 'results.download-delivery', permission: 'results.download', input, personalData: true })
export class DownloadDelivery extends KernelQuery<z.infer<typeof input>, DownloadedDelivery> {}

@QueryHandler(DownloadDelivery)
export class DownloadDeliveryHandler implements IQueryHandler<DownloadDelivery> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blobs: BlobStore,
  ) {}

  async execute({ input: { deliveryId } }: DownloadDelivery): Promise<DownloadedDelivery> {
    const delivery = await this.work.record<DeliveryView & { blobKey: string }>(`${SELECT_DELIVERY} where id = $1`, [
      deliveryId,
    ]);
    if (!delivery) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize({ entidad: delivery.entidad });
    const bytes = await this.blobs.read(delivery.blobKey);
    if (sha256(bytes).toString('hex') !== delivery.sha256) {
      throw new DomainError('RESULTS.DELIVERY_DAMAGED', { kind: 'unavailable' });
    }
    this.work.audit({
      subject: ['delivery', deliveryId],
      stream: delivery.processId,
      details: { sha256: delivery.sha256 },
    });
    return { jwe: bytes.toString(), fileName: delivery.fileName, sha256: delivery.sha256 };
  }
}
