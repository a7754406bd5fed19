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
import {
  findByFolios,
  insertSupports,
  isRepeat,
  takenFolioError,
  type AdmittedSupport,
  type NewSupport,
  type StoredSupport,
} from '../persistence/support-records.js';
import { registerInFlightUploads } from '../in-flight-uploads.js';
import { publishReceived, signReceipt } from '../received-support.js';
import { isInTime } from '#electoral/time';

/** A record that was admitted and is durable in the blob store. */
export interface StoredUpload extends AdmittedSupport {
  /** Checked again on commit, because the upload may have taken long. */
  readonly graceEndsAt: Date;
}

export interface ReceiveResult {
  /** Compact JWS (docs/wire.md). */
  readonly receipt: string;
  /** False if another request stored the same record meanwhile. */
  readonly created: boolean;
}

/** Built by intake from an admitted record, so it needs no validation. */
const input = z.custom<{ readonly uploads: readonly StoredUpload[] }>();

/**
 * Records supports that are already durable in the blob store and issues their receipts (§10.3). One transaction takes
 * several records; each is checked independently. The time of receipt is the time of this command (decision 6), which
 * must be within the grace period. A refused record gets a DomainError in place of its result: INTAKE.GRACE_OVER,
 * ACCESS.OUT_OF_SCOPE, INTAKE.FOLIO_TAKEN or INTAKE.FOLIO_OF_ANOTHER_DEVICE.
 */
@CommandSpec({
  name: 'intake.receive-supports',
  permission: 'intake.send',
  input,
  bypassOrm: true,
  deadlines: { 'capture-opens': 'marks', 'capture-closes': 'marks', 'sending-ends': 'refuses' },
})
export class ReceiveSupports extends KernelCommand<
  { readonly uploads: readonly StoredUpload[] },
  (ReceiveResult | DomainError)[]
> {}

@CommandHandler(ReceiveSupports)
export class ReceiveSupportsHandler implements ICommandHandler<ReceiveSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
  ) {}

  async execute({ input: { uploads } }: ReceiveSupports): Promise<(ReceiveResult | DomainError)[]> {
    // The scope is checked per record, because the records come from different devices.
    this.work.authorize({});
    await registerInFlightUploads(
      this.work,
      uploads.map(({ manifest }) => manifest.processId),
    );
    const receivedAt = this.clock.now();
    const refusals = new Map(uploads.map((upload) => [upload, refusalOf(upload, receivedAt)]));
    const admitted = uploads.filter((upload) => refusals.get(upload) === undefined);
    const receipted = await Promise.all(admitted.map((upload) => this.#signReceipt(upload, receivedAt)));
    const inserted = await insertSupports(this.work, receipted);
    const existing = await findByFolios(
      this.work,
      receipted.filter(({ supportId }) => !inserted.has(supportId)).map(({ manifest }) => manifest.folio),
    );
    const results = new Map(receipted.map((one) => [one.upload, this.#resultOf(one, inserted, existing)]));
    return uploads.map((upload) => {
      const refusal = refusals.get(upload);
      return refusal ? this.#refused(upload, refusal) : (results.get(upload) as ReceiveResult | DomainError);
    });
  }

  async #signReceipt(upload: StoredUpload, receivedAt: Date): Promise<ReceiptedUpload> {
    const receipt = await signReceipt(this.signing, upload, receivedAt);
    return { ...upload, upload, supportId: randomId(), receivedAt: receivedAt.toISOString(), receipt };
  }

  #resultOf(
    one: ReceiptedUpload,
    inserted: ReadonlySet<string>,
    existing: ReadonlyMap<string, StoredSupport>,
  ): ReceiveResult | DomainError {
    if (inserted.has(one.supportId)) return this.#received(one);
    const { folio, deviceId } = one.manifest;
    const stored = existing.get(folio);
    if (!stored) throw new Error('the support with the conflicting folio was not found');
    if (!isRepeat(stored, deviceId, one.integrityCode)) {
      return this.#refused(one.upload, takenFolioError(stored, deviceId));
    }
    this.work.audit({ subject: ['folio', folio], details: { repeated: true }, by: byDevice(one.upload) });
    return { receipt: stored.receipt, created: false };
  }

  #received({ upload, ...support }: ReceiptedUpload): ReceiveResult {
    const { supportId, receipt, integrityCode, manifest } = support;
    publishReceived(this.work, support);
    this.work.audit({
      subject: ['support', supportId],
      stream: manifest.processId,
      details: { folio: manifest.folio, integrityCode: integrityCode.toString('hex') },
      by: byDevice(upload),
      correlationId: supportId,
    });
    return { receipt, created: true };
  }

  /** Only the audit trail records that it arrived. */
  #refused(upload: StoredUpload, refusal: DomainError): DomainError {
    const { folio } = upload.manifest;
    this.work.audit({ subject: ['folio', folio], details: { refused: refusal.code }, by: byDevice(upload) });
    return refusal;
  }
}

interface ReceiptedUpload extends NewSupport {
  readonly upload: StoredUpload;
}

/** Checks one record, so that a refusal does not affect the others in its batch. */
function refusalOf(upload: StoredUpload, receivedAt: Date): DomainError | undefined {
  if (!isInTime(upload.graceEndsAt, receivedAt)) return new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
  const actor = deviceActor(upload.device);
  try {
    requirePermission(actor, 'intake.send');
    requireScope(actor, resourceOf(upload));
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return undefined;
}

function byDevice(upload: StoredUpload): { readonly actor: Actor; readonly resource: ResourceScope } {
  return { actor: deviceActor(upload.device), resource: resourceOf(upload) };
}

function resourceOf({ manifest, device }: StoredUpload): ResourceScope {
  const { processId, aspirantId, auxiliaryId, deviceId } = manifest;
  return { entidad: device.entidad, processId, aspirantId, auxiliaryId, deviceId };
}
