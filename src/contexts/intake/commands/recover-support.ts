import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Signing, headerKid } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { GetDevice, type DeviceView } from '../../devices/index.js';
import { openProcesses, periodOfOffice, PUBLISHED_PERIODS, type PeriodsOfOffice } from '../../processes/index.js';
import { deviceUnknown, requireSigner } from '../device-authenticator.js';
import { flagsOf, requireReceivable, type PeriodTimes } from '../domain/admission.js';
import { registerInFlightUploads } from '../in-flight-uploads.js';
import { findByFolio, insertSupports, isRepeat, takenFolioError } from '../persistence/support-records.js';
import { publishReceived, signReceipt } from '../received-support.js';
import { parseManifest, receiptSchema, type Receipt, type SupportManifest } from '#electoral/wire';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const input = z.object({
  manifest: bytes,
  signature: bytes,
  jwe: z.string(),
  /** The stored container, whose parts were compared with the manifest. */
  blob: z.object({
    key: z.string(),
    size: z.int(),
    sha256: z.custom<Buffer>((value) => Buffer.isBuffer(value)),
    storedAt: z.date(),
  }),
  /** The receipt that the device got, as compact JWS. */
  receipt: z.string().optional(),
});

/** `copy`: its record was received with another container. */
export type RecoveryOutcome = 'recovered' | 'copy';

/**
 * Recreates the lost row of a received support from its container, after the database was restored to a point before it
 * was received. Its time of receipt is that in the device's receipt or, without one, that of the file: the container
 * was stored in time, so neither the end of the grace period nor a later suspension of the device counts against it.
 * @throws DomainError INTAKE.MANIFEST_INVALID, .DEVICE_UNKNOWN, .SIGNATURE_INVALID, .NOT_OF_THIS_DEVICE,
 * .DIGEST_DIFFERS, .KEY_UNKNOWN, .FOLIO_TAKEN, .FOLIO_OF_ANOTHER_DEVICE, .PERIOD_NOT_OPEN, .GRACE_OVER,
 * .PROCESS_CLOSED, .RECEIPT_INVALID
 */
@CommandSpec({
  name: 'intake.recover-support',
  permission: 'intake.recover-support',
  input,
  deadlines: { 'capture-opens': 'marks', 'capture-closes': 'marks', 'sending-ends': 'refuses' },
  heldBy: 'system',
})
export class RecoverSupport extends KernelCommand<z.infer<typeof input>, RecoveryOutcome> {}

@CommandHandler(RecoverSupport)
export class RecoverSupportHandler implements ICommandHandler<RecoverSupport> {
  readonly #system = systemActor('intake.recovery');

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({
    input: { manifest: signed, signature, jwe, blob, receipt },
  }: RecoverSupport): Promise<RecoveryOutcome> {
    const manifest = parseManifest(signed);
    if (manifest?.kind !== 'support') throw new DomainError('INTAKE.MANIFEST_INVALID', { kind: 'invalid' });
    const device = await this.#device(manifest.deviceId);
    this.work.authorize({ entidad: device.entidad });
    requireSigner(device, manifest, signed, signature);
    await this.#requireKnownKey(manifest, jwe);
    // In this order: the close holds its lock while it waits for the registered uploads.
    await this.#requireOpenProcess(manifest.processId);
    await registerInFlightUploads(this.work, [manifest.processId]);

    const integrityCode = sha256(signed);
    const existing = await findByFolio(this.work, manifest.folio);
    if (existing && isRepeat(existing, manifest.deviceId, integrityCode)) return 'copy';
    if (existing) throw takenFolioError(existing, manifest.deviceId);

    const original = receipt === undefined ? undefined : await this.#verified(receipt, manifest, integrityCode);
    const receivedAt = original ? new Date(original.receivedAt) : blob.storedAt;
    const period = await this.#period(device.officeId, receivedAt);
    requireReceivable(period, receivedAt);
    const admitted = {
      manifest,
      integrityCode,
      device,
      flags: flagsOf(manifest, period, receivedAt, device),
      blob,
    };
    const support = {
      ...admitted,
      supportId: randomId(),
      receivedAt: receivedAt.toISOString(),
      receipt: receipt ?? (await signReceipt(this.signing, admitted, receivedAt)),
    };
    const inserted = await insertSupports(this.work, [support]);
    if (inserted.size === 0) throw new DomainError('INTAKE.FOLIO_TAKEN', { kind: 'conflict', field: 'folio' });
    await this.#record(support.supportId, blob.storedAt, original !== undefined);
    publishReceived(this.work, support);
    this.work.audit({
      subject: ['support', support.supportId],
      stream: manifest.processId,
      details: {
        folio: manifest.folio,
        integrityCode: integrityCode.toString('hex'),
        receivedAt: support.receivedAt,
        originalReceipt: original !== undefined,
      },
    });
    return 'recovered';
  }

  async #device(deviceId: string): Promise<DeviceView> {
    return this.dispatcher.ask(this.#system, new GetDevice({ deviceId })).catch((error: unknown) => {
      throw error instanceof DomainError ? deviceUnknown() : error;
    });
  }

  async #requireKnownKey(manifest: SupportManifest, jwe: string): Promise<void> {
    if (sha256(jwe).toString('hex') !== manifest.jwe) {
      throw new DomainError('INTAKE.DIGEST_DIFFERS', { kind: 'invalid', params: { part: 'datos' } });
    }
    if (!(await this.signing.hasKey('intake', headerKid(jwe) ?? ''))) {
      throw new DomainError('INTAKE.KEY_UNKNOWN', { kind: 'invalid' });
    }
  }

  /** The results of a closed process have been delivered; no record may be added to them. */
  async #requireOpenProcess(processId: string): Promise<void> {
    const open = await openProcesses(this.work, [processId]);
    if (!open.has(processId)) throw new DomainError('INTAKE.PROCESS_CLOSED', { kind: 'conflict' });
  }

  /** If a period was deactivated later, records received before that are not affected. */
  async #period(officeId: string, at: Date): Promise<PeriodTimes> {
    const [office] = await this.work.sql<PeriodsOfOffice>(
      `select ${PUBLISHED_PERIODS} from processes.published_office_periods where office_id = $1`,
      [officeId],
    );
    return { ...periodOfOffice(office ?? { office: '', periods: [] }, at), active: true };
  }

  async #verified(receipt: string, { folio }: SupportManifest, integrityCode: Buffer): Promise<Receipt> {
    const invalid = (): never => {
      throw new DomainError('INTAKE.RECEIPT_INVALID', { kind: 'invalid' });
    };
    const parsed = receiptSchema.safeParse(await this.signing.verify('receipt', receipt).catch(invalid));
    const agrees =
      parsed.success && parsed.data.folio === folio && parsed.data.integrityCode === integrityCode.toString('hex');
    return agrees ? parsed.data : invalid();
  }

  async #record(supportId: string, storedAt: Date, originalReceipt: boolean): Promise<void> {
    await this.work.sql(
      `insert into intake.recovered_support (support_id, recovered_at, stored_at, original_receipt)
       values ($1, $2, $3, $4)`,
      [supportId, this.clock.now(), storedAt, originalReceipt],
    );
  }
}
