import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetPeriodOfOffice } from '../../processes/index.js';
import type { DeviceView } from '../../devices/index.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { findByFolio, isRepeat } from '../persistence/support-records.js';
import { isInTime } from '#electoral/time';
import { announcementSchema, parseManifest, type AnnouncementResult, type Announcement } from '#electoral/wire';

/** More than any phone captures; a higher number would only fill the disk and the audit trail. */
const MAX_PER_DEVICE = 20_000;

/**
 * A device announces its pending uploads before the deadline. Their signed manifests are stored as 'anunciado, no
 * recibido' (decision 6). Each manifest is checked independently; for one that has been received in the meantime, the
 * response contains the receipt. A repeated announcement leaves no trace. An announcement does not count as received
 * and gets no receipt.
 */
@CommandSpec({
  name: 'intake.announce-supports',
  permission: 'intake.announce',
  input: announcementSchema,
  deadlines: { 'sending-ends': 'refuses' },
})
export class AnnounceSupports extends KernelCommand<Announcement, AnnouncementResult[]> {}

@CommandHandler(AnnounceSupports)
export class AnnounceSupportsHandler implements ICommandHandler<AnnounceSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly devices: DeviceAuthenticator,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { manifests } }: AnnounceSupports): Promise<AnnouncementResult[]> {
    this.work.authorizeByProof();
    const results: AnnouncementResult[] = [];
    const unknown = new Set<string>();
    for (const { manifest, signature } of manifests) {
      const [signed, signatureBytes] = [Buffer.from(manifest, 'base64url'), Buffer.from(signature, 'base64url')];
      results.push(await this.#announce(signed, signatureBytes, unknown));
    }
    return results;
  }

  /** @param unknown devices of this announcement that are not enrolled; looked up once. */
  async #announce(signed: Buffer, signature: Buffer, unknown: Set<string>): Promise<AnnouncementResult> {
    const manifest = parseManifest(signed);
    const code = sha256(signed);
    const integrityCode = code.toString('hex');
    if (manifest?.kind !== 'support') return { integrityCode, state: 'refused', code: 'INTAKE.MANIFEST_INVALID' };
    const { folio, deviceId, processId, aspirantId, auxiliaryId } = manifest;
    if (unknown.has(deviceId)) return { integrityCode, state: 'refused', code: 'INTAKE.DEVICE_UNKNOWN' };
    const stored = await findByFolio(this.work, folio);
    if (stored && isRepeat(stored, deviceId, code)) {
      return { integrityCode, state: 'received', receipt: stored.receipt };
    }
    try {
      const { officeId, entidad } = await this.#announcer(manifest, signed, signature);
      const inserted = await this.work.sql(
        `insert into intake.announcement (device_id, folio, integrity_code, announced_at, manifest, signature,
           process_id, office_id, entidad, aspirant_id, auxiliary_id, captured_at)
         select $1::uuid, $2, $3::bytea, $4::timestamptz, $5::bytea, $6::bytea, $7::uuid, $8::uuid, $9, $10::uuid,
           $11::uuid, $12::timestamptz
         where (select count(*) from (
           select from intake.announcement where device_id = $1 limit ${String(MAX_PER_DEVICE)}) counted) < ${String(MAX_PER_DEVICE)}
         on conflict do nothing returning folio`,
        [
          ...[deviceId, folio, code, this.clock.now(), signed, signature],
          ...[processId, officeId, entidad, aspirantId, auxiliaryId, manifest.capturedAt],
        ],
      );
      if (inserted.length > 0) {
        this.work.audit({ subject: ['device', deviceId], stream: processId, details: { announced: folio } });
      } else if (!(await this.#isAnnounced(deviceId, folio, code))) {
        return { integrityCode, state: 'refused', code: 'INTAKE.TOO_MANY_ANNOUNCED' };
      }
      return { integrityCode, state: 'announced' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'INTAKE.DEVICE_UNKNOWN') unknown.add(deviceId);
      return { integrityCode, state: 'refused', code: error.code };
    }
  }

  async #isAnnounced(deviceId: string, folio: string, integrityCode: Buffer): Promise<boolean> {
    const rows = await this.work.sql(
      'select folio from intake.announcement where device_id = $1 and folio = $2 and integrity_code = $3',
      [deviceId, folio, integrityCode],
    );
    return rows.length > 0;
  }

  async #announcer(
    ...[manifest, signed, signature]: Parameters<DeviceAuthenticator['authenticateManifest']>
  ): Promise<DeviceView> {
    const device = await this.devices.authenticateManifest(manifest, signed, signature);
    const { graceEndsAt, active } = await this.dispatcher.ask(this.work.actor, new GetPeriodOfOffice(device));
    if (active && !isInTime(graceEndsAt, this.clock.now())) {
      throw new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
    }
    return device;
  }
}
