import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing, headerKid } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeviceRow } from '../../devices/index.js';
import { OplKeyAnchors, periodOfOffice, PUBLISHED_PERIODS, type PeriodsOfOffice } from '../../processes/index.js';
import { deviceUnknown, requireSigner } from '../device-authenticator.js';
import { flagsOf, requireReceivable, type SupportFlag } from '../domain/admission.js';
import { requireNoMaintenance, type Maintenance } from '../domain/maintenance.js';
import { selectOpenMaintenance } from '../persistence/maintenance-records.js';
import { isRepeat, takenFolioError, type StoredSupport } from '../persistence/support-records.js';
import { parseManifest, type SupportManifest } from '#electoral/wire';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const input = z.object({ folio: z.string(), manifest: bytes, signature: bytes, jwe: z.string() });

export type Admission =
  | { readonly receipt: string }
  | {
      readonly receipt?: undefined;
      readonly manifest: SupportManifest;
      readonly integrityCode: Buffer;
      readonly device: DeviceRow;
      readonly flags: readonly SupportFlag[];
      readonly graceEndsAt: Date;
    };

/**
 * Checks a record by its header alone, before its parts are read (§10.5, decision 5). A record that was already
 * received gets its stored receipt before any other check. Any other record must be signed by an enrolled device.
 */
@QuerySpec({
  name: 'intake.admit-support',
  permission: PUBLIC,
  input,
  autocommit: true,
  unscoped: 'the signature of an enrolled device',
})
export class AdmitSupport extends KernelQuery<z.infer<typeof input>, Admission> {}

/** Everything the checks need in one round trip: stored record, device, periods of the office, maintenance. */
const ADMISSION_SQL = `select stored.*, to_json(signer) as device, to_json(published) as office,
    to_json(open_maintenance) as maintenance
  from (select) one
  left join lateral (select device_id as "deviceId", integrity_code as "integrityCode", receipt
    from intake.support where folio = $1) stored on true
  left join lateral (select id as "deviceId", public_jwk as "publicJwk", folio_prefix as "folioPrefix", status,
      auxiliary_id as "auxiliaryId", aspirant_id as "aspirantId", process_id as "processId", office_id as "officeId",
      entidad, ended_at as "endedAt", discharged_at as "dischargedAt" from devices.published_device where id = $2) signer on true
  left join lateral (select ${PUBLISHED_PERIODS} from processes.published_office_periods
    where office_id = signer."officeId") published on true
  left join lateral (${selectOpenMaintenance('$3::timestamptz')} limit 1) open_maintenance on true`;

/** Outer joins: fields without a matching row are null. */
type AdmissionRow = { readonly [Key in keyof StoredSupport]: StoredSupport[Key] | null } & {
  readonly device: DeviceRow | null;
  readonly office: PeriodsOfOffice | null;
  readonly maintenance: { readonly beginsAt: string; readonly endsAt: string } | null;
};

@QueryHandler(AdmitSupport)
export class AdmitSupportHandler implements IQueryHandler<AdmitSupport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly anchors: OplKeyAnchors,
  ) {}

  async execute({ input: { folio, manifest: signed, signature, jwe } }: AdmitSupport): Promise<Admission> {
    const manifest = supportManifest(signed, folio);
    const integrityCode = sha256(signed);
    const { stored, device, office, maintenance } = await this.#load(folio, manifest.deviceId);
    if (stored && isRepeat(stored, manifest.deviceId, integrityCode)) return { receipt: stored.receipt };

    const now = this.clock.now();
    requireNoMaintenance(maintenance, now);
    // Anyone may know a folio. Only its device may learn more about it or leave a signal.
    if (!device) throw deviceUnknown();
    requireSigner(device, manifest, signed, signature);
    if (stored) throw takenFolioError(stored, manifest.deviceId);
    if (device.status === 'suspended') throw new DomainError('INTAKE.DEVICE_SUSPENDED', { kind: 'forbidden' });
    await this.#requireKnownKey(manifest, jwe);
    const published = office ? await this.anchors.checked(office) : { office: '', periods: [] };
    const period = periodOfOffice(published, now);
    requireReceivable(period, now);
    const flags = flagsOf(manifest, period, now, device);
    return { manifest, integrityCode, device, flags, graceEndsAt: period.graceEndsAt };
  }

  async #load(
    folio: string,
    deviceId: string,
  ): Promise<{
    readonly stored?: StoredSupport;
    readonly device: DeviceRow | null;
    readonly office: PeriodsOfOffice | null;
    readonly maintenance?: Pick<Maintenance, 'beginsAt' | 'endsAt'>;
  }> {
    const [row] = await this.work.prepared<AdmissionRow>(ADMISSION_SQL, [folio, deviceId, this.clock.now()]);
    if (!row) throw new Error('the admission query returned no row');
    const { device, office, maintenance, ...stored } = row;
    return {
      device,
      office,
      ...(stored.deviceId !== null && { stored: stored as StoredSupport }),
      ...(maintenance && {
        maintenance: { beginsAt: new Date(maintenance.beginsAt), endsAt: new Date(maintenance.endsAt) },
      }),
    };
  }

  /** Refuses a record whose JWE names no known intake key (decision 4). */
  async #requireKnownKey(manifest: SupportManifest, jwe: string): Promise<void> {
    if (sha256(jwe).toString('hex') !== manifest.jwe) {
      throw new DomainError('INTAKE.DIGEST_DIFFERS', { kind: 'invalid', params: { part: 'datos' } });
    }
    if (!(await this.signing.hasKey('intake', headerKid(jwe) ?? '')))
      throw new DomainError('INTAKE.KEY_UNKNOWN', { kind: 'invalid' });
  }
}

function supportManifest(signed: Uint8Array, folio: string): SupportManifest {
  const manifest = parseManifest(signed);
  if (manifest?.kind !== 'support') throw new DomainError('INTAKE.MANIFEST_INVALID', { kind: 'invalid' });
  if (manifest.folio !== folio) throw new DomainError('INTAKE.FOLIO_DIFFERS', { kind: 'invalid', field: 'folio' });
  return manifest;
}
