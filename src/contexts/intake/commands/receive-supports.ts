import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { requirePermission, requireScope } from '../../../kernel/access/access.js';
import type { Actor, ResourceScope } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { deviceActor } from '../device-actor.js';
import { SupportReceived } from '../events/support-received.js';
import {
  findByFolios,
  insertSupports,
  isRepeat,
  refusalOfRepeat,
  type AdmittedSupport,
  type NewSupport,
  type StoredSupport,
} from '../persistence/support-records.js';
import { registerInFlightUploads } from '../in-flight-uploads.js';
import type { Receipt } from '#electoral/wire';

/** A record that was admitted and lies durably in the store. */
export interface StoredUpload extends AdmittedSupport {
  /** Until when a record may be received: its bytes may have taken long to arrive. */
  readonly graceEndsAt: Date;
}

export interface ReceiveResult {
  /** Compact JWS (docs/wire.md). */
  readonly receipt: string;
  /** False when another request had stored the same record meanwhile. */
  readonly created: boolean;
}

/** Ours alone, made of what was admitted: there is no outside to check it against again. */
const input = z.custom<{ readonly receptions: readonly StoredUpload[] }>();

/**
 * Records what is already durable in the store, and gives the receipts (§10.3): one transaction for all that came at the
 * same time, each judged for itself. Received-at is the instant of this command (decision 6), which must lie within the
 * grace. In place of an answer stands the refusal of that record alone: INTAKE.GRACE_OVER, ACCESS.OUT_OF_SCOPE,
 * INTAKE.FOLIO_TAKEN or INTAKE.FOLIO_OF_ANOTHER_DEVICE.
 */
@CommandSpec({
  name: 'intake.receive-supports',
  permission: 'intake.send',
  input,
  bypassOrm: true,
  terms: { 'capture-opens': 'marks', 'capture-closes': 'marks', 'sending-ends': 'refuses' },
})
export class ReceiveSupports extends KernelCommand<
  { readonly receptions: readonly StoredUpload[] },
  (ReceiveResult | DomainError)[]
> {}

@CommandHandler(ReceiveSupports)
export class ReceiveSupportsHandler implements ICommandHandler<ReceiveSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
  ) {}

  async execute({ input: { receptions } }: ReceiveSupports): Promise<(ReceiveResult | DomainError)[]> {
    // The scope of each is decided apart: they are of different devices.
    this.work.authorize({});
    await registerInFlightUploads(
      this.work,
      receptions.map(({ manifest }) => manifest.processId),
    );
    const receivedAt = this.clock.now();
    const refusals = new Map(receptions.map((one) => [one, refusalOf(one, receivedAt)]));
    const admitted = receptions.filter((one) => refusals.get(one) === undefined);
    const receipted = await Promise.all(admitted.map((one) => this.#receipted(one, receivedAt)));
    const inserted = await insertSupports(this.work, receipted);
    const others = await findByFolios(
      this.work,
      receipted.filter(({ supportId }) => !inserted.has(supportId)).map(({ manifest }) => manifest.folio),
    );
    const answers = new Map(receipted.map((one) => [one.reception, this.#answer(one, inserted, others)]));
    return receptions.map((one) => {
      const refusal = refusals.get(one);
      return refusal ? this.#refused(one, refusal) : (answers.get(one) as ReceiveResult | DomainError);
    });
  }

  async #receipted(reception: StoredUpload, receivedAt: Date): Promise<ReceiptedUpload> {
    const { manifest, integrityCode, blob } = reception;
    const payload: Receipt = {
      version: 1,
      kind: 'receipt',
      folio: manifest.folio,
      receivedAt: receivedAt.toISOString(),
      integrityCode: integrityCode.toString('hex'),
      size: blob.size,
    };
    const receipt = await this.signing.sign('receipt', payload);
    return { ...reception, reception, supportId: randomId(), receivedAt: payload.receivedAt, receipt };
  }

  #answer(
    one: ReceiptedUpload,
    inserted: ReadonlySet<string>,
    others: ReadonlyMap<string, StoredSupport>,
  ): ReceiveResult | DomainError {
    if (inserted.has(one.supportId)) return this.#received(one);
    const { folio, deviceId } = one.manifest;
    const stored = others.get(folio);
    if (!stored) throw new Error('a folio in conflict could not be read');
    if (!isRepeat(stored, deviceId, one.integrityCode)) {
      return this.#refused(one.reception, refusalOfRepeat(stored, deviceId));
    }
    this.work.audit({ subject: ['folio', folio], details: { repeated: true }, by: byDevice(one.reception) });
    return { receipt: stored.receipt, created: false };
  }

  #received({ reception, supportId, receivedAt, receipt }: ReceiptedUpload): ReceiveResult {
    const { manifest, integrityCode, device, flags, blob } = reception;
    const { folio, processId, aspirantId, auxiliaryId, deviceId } = manifest;
    const code = integrityCode.toString('hex');
    this.work.count('supports.received', { processId, aspirantId }, 1);
    this.work.audit({
      subject: ['support', supportId],
      stream: processId,
      details: { folio, integrityCode: code },
      by: byDevice(reception),
      correlationId: supportId,
    });
    this.work.publish(
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
        integrityCode: code,
        blobKey: blob.key,
        flags,
      }),
      supportId,
    );
    return { receipt, created: true };
  }

  /** The trail keeps that it came; nothing else of it stays. */
  #refused(reception: StoredUpload, refusal: DomainError): DomainError {
    const { folio } = reception.manifest;
    this.work.audit({ subject: ['folio', folio], details: { refused: refusal.code }, by: byDevice(reception) });
    return refusal;
  }
}

interface ReceiptedUpload extends NewSupport {
  readonly reception: StoredUpload;
}

/** Of this record alone: what one device may not do is no matter of the others in its group. */
function refusalOf(reception: StoredUpload, receivedAt: Date): DomainError | undefined {
  if (receivedAt > reception.graceEndsAt) return new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
  const actor = deviceActor(reception.device);
  try {
    requirePermission(actor, 'intake.send');
    requireScope(actor, resourceOf(reception));
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return undefined;
}

function byDevice(reception: StoredUpload): { readonly actor: Actor; readonly resource: ResourceScope } {
  return { actor: deviceActor(reception.device), resource: resourceOf(reception) };
}

function resourceOf({ manifest, device }: StoredUpload): ResourceScope {
  const { processId, aspirantId, auxiliaryId, deviceId } = manifest;
  return { entidad: device.entidad, processId, aspirantId, auxiliaryId, deviceId };
}
