import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing, headerKid } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeviceView } from '../../auxiliaries/index.js';
import { GetPeriodOfOffice } from '../../processes/index.js';
import { Devices } from '../devices.js';
import { flagsOf, requireReceivable, type SupportFlag } from '../domain/admission.js';
import { findByFolio, isRepeat, refusalOfRepeat } from '../persistence/support-records.js';
import { parseManifest, type SupportManifest } from '../wire/index.js';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const input = z.object({ folio: z.string(), manifest: bytes, signature: bytes, jwe: z.string() });

export type Admission =
  | { readonly receipt: string }
  | {
      readonly receipt?: undefined;
      readonly manifest: SupportManifest;
      readonly integrityCode: Buffer;
      readonly device: DeviceView;
      readonly flags: readonly SupportFlag[];
      readonly graceEndsAt: Date;
    };

/**
 * Judges a record by its header alone, before its parts are taken (§10.5, decision 5). The same record sent again
 * gets its stored receipt before any other check; everything else must be signed by an enrolled device.
 */
@QuerySpec({ name: 'intake.admit-support', permission: PUBLIC, input })
export class AdmitSupport extends KernelQuery<z.infer<typeof input>, Admission> {}

@QueryHandler(AdmitSupport)
export class AdmitSupportHandler implements IQueryHandler<AdmitSupport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly dispatcher: Dispatcher,
    private readonly devices: Devices,
  ) {}

  async execute({ input: { folio, manifest: signed, signature, jwe } }: AdmitSupport): Promise<Admission> {
    this.work.authorizeByProof();
    const manifest = supportManifest(signed, folio);
    const integrityCode = sha256(signed);
    const stored = await findByFolio(this.work, folio);
    if (stored && isRepeat(stored, manifest.deviceId, integrityCode)) return { receipt: stored.receipt };

    // Anyone may know a folio: only what its device has signed is told more than that, or leaves a signal.
    const device = await this.devices.signerOf(manifest, signed, signature);
    if (stored) throw refusalOfRepeat(stored, manifest.deviceId);
    if (device.status === 'suspended') throw new DomainError('INTAKE.DEVICE_SUSPENDED', { kind: 'forbidden' });
    await this.#sealing(manifest, jwe);
    return { manifest, integrityCode, device, ...(await this.#period(manifest, device)) };
  }

  async #period(
    manifest: SupportManifest,
    device: DeviceView,
  ): Promise<{ readonly flags: SupportFlag[]; readonly graceEndsAt: Date }> {
    const view = await this.dispatcher.ask(
      systemActor('intake.admit-support'),
      new GetPeriodOfOffice({ officeId: device.officeId }),
    );
    const period = {
      opensAt: new Date(view.opensAt),
      closesAt: new Date(view.closesAt),
      graceEndsAt: new Date(view.graceEndsAt),
      active: view.active,
    };
    const now = this.clock.now();
    requireReceivable(period, now);
    const endedAt = device.endedAt === null ? undefined : new Date(device.endedAt);
    const flags = flagsOf(new Date(manifest.capturedAt), period, now, endedAt);
    return { flags, graceEndsAt: period.graceEndsAt };
  }

  /** Refuses what no key of ours could open (decision 4). */
  async #sealing(manifest: SupportManifest, jwe: string): Promise<void> {
    if (sha256(jwe).toString('hex') !== manifest.jwe) {
      throw new DomainError('INTAKE.DIGEST_DIFFERS', { kind: 'invalid', params: { part: 'datos' } });
    }
    if (!(await this.signing.knows('intake', headerKid(jwe) ?? '')))
      throw new DomainError('INTAKE.KEY_UNKNOWN', { kind: 'invalid' });
  }
}

function supportManifest(signed: Uint8Array, folio: string): SupportManifest {
  const manifest = parseManifest(signed);
  if (manifest?.kind !== 'support') throw new DomainError('INTAKE.MANIFEST_INVALID', { kind: 'invalid' });
  if (manifest.folio !== folio) throw new DomainError('INTAKE.FOLIO_DIFFERS', { kind: 'invalid', field: 'folio' });
  return manifest;
}
