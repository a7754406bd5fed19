import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../events/support-received.js';
import { findByFolio, isRepeat, refusalOfRepeat } from '../persistence/support-records.js';
import { enterReception } from '../reception-gate.js';
import { supportManifestSchema, type Receipt } from '../wire/index.js';

const buffer = z.instanceof(Buffer);
const input = z.object({
  manifest: supportManifestSchema,
  integrityCode: buffer,
  officeId: z.uuid(),
  entidad: z.string(),
  flags: z.array(z.string()),
  /** Until when a record may be received: its bytes may have taken long to arrive. */
  graceEndsAt: z.date(),
  blob: z.object({ key: z.string(), size: z.int(), sha256: buffer }),
});

export interface Received {
  /** Compact JWS (docs/wire.md). */
  readonly receipt: string;
  /** False when another request had stored the same record meanwhile. */
  readonly created: boolean;
}

/**
 * Records what is already durable in the store, and gives the receipt (§10.3). Received-at is the instant of this
 * command (decision 6), which must lie within the grace. Refuses with INTAKE.GRACE_OVER, INTAKE.FOLIO_TAKEN or
 * INTAKE.FOLIO_OF_ANOTHER_DEVICE.
 */
@CommandSpec({ name: 'intake.receive-support', permission: 'intake.send', input })
export class ReceiveSupport extends KernelCommand<z.infer<typeof input>, Received> {}

@CommandHandler(ReceiveSupport)
export class ReceiveSupportHandler implements ICommandHandler<ReceiveSupport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
  ) {}

  async execute(command: ReceiveSupport): Promise<Received> {
    const { manifest, integrityCode, officeId, entidad, flags, graceEndsAt, blob } = command.input;
    const { folio, processId, aspirantId, auxiliaryId, deviceId } = manifest;
    this.work.authorize({ entidad, processId, aspirantId, auxiliaryId, deviceId });

    const supportId = randomId();
    await enterReception(this.work, processId);
    const receivedAt = this.clock.now();
    if (receivedAt > graceEndsAt) throw new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
    const code = integrityCode.toString('hex');
    const payload: Receipt = {
      version: 1,
      kind: 'receipt',
      folio,
      receivedAt: receivedAt.toISOString(),
      integrityCode: code,
      size: blob.size,
    };
    const receipt = await this.signing.sign('receipt', payload);
    const inserted = await this.work.sql(
      `insert into intake.support (id, folio, process_id, office_id, entidad, aspirant_id, auxiliary_id, device_id,
         channel, credential_type, period_version, captured_at, received_at, integrity_code, size, blob_key,
         blob_sha256, flags, receipt)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
       on conflict (folio) do nothing returning id`,
      [
        supportId,
        folio,
        processId,
        officeId,
        entidad,
        aspirantId,
        auxiliaryId,
        deviceId,
        manifest.channel,
        manifest.credentialType,
        manifest.periodVersion,
        manifest.capturedAt,
        receivedAt,
        integrityCode,
        blob.size,
        blob.key,
        blob.sha256,
        flags,
        receipt,
      ],
    );
    if (inserted.length === 0)
      return { receipt: await this.#receiptOfOther(folio, deviceId, integrityCode), created: false };

    this.work.count('supports.received', { processId, aspirantId }, 1);
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { folio, integrityCode: code } });
    this.work.publish(
      new SupportReceived({
        supportId,
        folio,
        processId,
        aspirantId,
        auxiliaryId,
        deviceId,
        officeId,
        entidad,
        receivedAt: payload.receivedAt,
        integrityCode: code,
        manifestDigest: code,
        blobKey: blob.key,
        flags,
      }),
    );
    return { receipt, created: true };
  }

  async #receiptOfOther(folio: string, deviceId: string, integrityCode: Buffer): Promise<string> {
    const stored = await findByFolio(this.work, folio);
    if (!stored) throw new Error('a folio in conflict could not be read');
    if (!isRepeat(stored, deviceId, integrityCode)) throw refusalOfRepeat(stored, deviceId);
    return stored.receipt;
  }
}
