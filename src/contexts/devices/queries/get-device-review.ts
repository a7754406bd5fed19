import type { DeviceStatus, Finding } from '#electoral/devices';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { CredentialFields } from '#electoral/identifiers';
import { GetDeviceHolder } from '../../auxiliaries/index.js';
import { openEnrolmentKey } from '../persistence/evidence-keys.js';

const input = z.object({ deviceId: z.uuid() });

export interface DeviceStatusChangeView {
  readonly to: DeviceStatus;
  readonly at: string;
  /** `system`, `official`, `aspirant` … */
  readonly by: string;
  readonly reason: string | null;
}

export interface DeviceReview {
  readonly deviceId: string;
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly displayName: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly enrolledAt: string;
  readonly checkedAt: string | null;
  readonly findings: readonly Finding[];
  readonly otherAspirant: boolean;
  /** As registered by the aspirant. */
  readonly registered: { readonly nombre: string; readonly fechaNacimiento: string; readonly claveElector: string };
  /** As read by the app from the card; null if nothing was read. */
  readonly read: CredentialFields | null;
  readonly statusChanges: readonly DeviceStatusChangeView[];
}

interface Row {
  readonly auxiliaryId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly enrolledAt: string;
  readonly checkedAt: string | null;
  readonly findings: Finding[];
  readonly evidenceKey: Buffer | null;
  readonly entidad: string;
}

/**
 * Data for the OPL to review an enrolment: card and registration (decision 24). Contains personal data, so every call
 * is audited.
 */
@QuerySpec({ name: 'devices.get-device-review', permission: 'devices.review', input, personalData: true })
export class GetDeviceReview extends KernelQuery<z.infer<typeof input>, DeviceReview> {}

@QueryHandler(GetDeviceReview)
export class GetDeviceReviewHandler implements IQueryHandler<GetDeviceReview> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { deviceId } }: GetDeviceReview): Promise<DeviceReview> {
    const device = await this.work.record<Row & object>(
      `select d.auxiliary_id as "auxiliaryId", d.folio_prefix as "folioPrefix", p.status, p.entidad, d.attested, d.findings,
         d.evidence_key as "evidenceKey", d.enrolled_at as "enrolledAt", d.checked_at as "checkedAt"
       from devices.device d join devices.published_device p using (id) where d.id = $1`,
      [deviceId],
    );
    if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { evidenceKey, auxiliaryId, entidad, ...shown } = device;
    this.work.authorize({ entidad });
    const holder = await this.dispatcher.ask(systemActor('devices'), new GetDeviceHolder({ auxiliaryId }));
    const { aspirantId, processId, idAuxiliar, displayName, otherAspirant, registered } = holder;
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { auxiliaryId } });
    // Discharging an auxiliary also discharges the auxiliary's devices, without changing their stored status.
    const statusChanges = await this.work.sql<DeviceStatusChangeView & object>(
      `select "to", at, by, reason from (
         select to_status as "to", at, actor_kind as by, reason, id
         from devices.device_move where device_id = $1
         union all
         select 'discharged', a.discharged_at, 'aspirant', null, null
         from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id
         where d.id = $1 and d.status <> 'discharged' and a.status = 'discharged'
       ) change order by at, id`,
      [deviceId],
    );
    return {
      ...shown,
      deviceId,
      auxiliaryId,
      idAuxiliar,
      aspirantId,
      displayName,
      otherAspirant,
      registered: {
        nombre: displayName,
        fechaNacimiento: registered.fechaNacimiento,
        claveElector: registered.claveElector,
      },
      read: await this.#read(deviceId, evidenceKey),
      statusChanges,
    };
  }

  /** @returns null if nothing was read, or if the enrolment has not been checked yet. */
  async #read(deviceId: string, evidenceKey: Buffer | null): Promise<CredentialFields | null> {
    if (!evidenceKey) return null;
    const { read } = await openEnrolmentKey(this.cipher, deviceId, evidenceKey);
    return Object.keys(read).length === 0 ? null : read;
  }
}
