import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { CredentialFields } from '#electoral/identifiers';
import type { Finding } from '../domain/enrolment-findings.js';
import { displayName } from '../domain/registration.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';
import { helpsAnother, type DeviceStatus } from '../persistence/device-records.js';
import { EnrolmentOpener, EnrolmentUnopened } from '../unseal/enrolment-opener.js';

const input = z.object({ deviceId: z.uuid() });

export interface DeviceMoveView {
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
  /** What the aspirant registered beside what the app read of the card; null where nothing was read. */
  readonly registered: { readonly nombre: string; readonly fechaNacimiento: string; readonly claveElector: string };
  readonly read: CredentialFields | null;
  readonly moves: readonly DeviceMoveView[];
}

interface Row {
  readonly auxiliaryId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly enrolledAt: string;
  readonly checkedAt: string | null;
  readonly findings: Finding[];
  readonly blobKey: string;
}

/** An enrolment as the OPL judges it: the card beside the registration (decision 24). Shows personal data: the look is audited. */
@QuerySpec({ name: 'auxiliaries.get-device-review', permission: 'auxiliaries.review', input, personalData: true })
export class GetDeviceReview extends KernelQuery<z.infer<typeof input>, DeviceReview> {}

@QueryHandler(GetDeviceReview)
export class GetDeviceReviewHandler implements IQueryHandler<GetDeviceReview> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly opener: EnrolmentOpener,
  ) {}

  async execute({ input: { deviceId } }: GetDeviceReview): Promise<DeviceReview> {
    const [device] = await this.work.sql<Row & object>(
      `select auxiliary_id as "auxiliaryId", folio_prefix as "folioPrefix", status, attested, findings,
         blob_key as "blobKey", to_json(enrolled_at) #>> '{}' as "enrolledAt",
         to_json(checked_at) #>> '{}' as "checkedAt" from auxiliaries.device where id = $1`,
      [deviceId],
    );
    if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { blobKey, auxiliaryId, ...shown } = device;
    const auxiliary = await findAuxiliary(this.work, auxiliaryId);
    const { entidad, aspirantId, processId, idAuxiliar } = auxiliary;
    this.work.authorize({ entidad });
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { auxiliaryId } });
    const { nombre, paterno, materno, fechaNacimiento, claveElector } = await openRegistration(this.cipher, auxiliary);
    const name = displayName({ nombre, paterno, materno });
    return {
      ...shown,
      deviceId,
      auxiliaryId,
      idAuxiliar,
      aspirantId,
      displayName: name,
      otherAspirant: await helpsAnother(this.work, auxiliaryId, processId),
      registered: { nombre: name, fechaNacimiento, claveElector },
      read: await this.#read(blobKey),
      moves: await this.work.sql<DeviceMoveView & object>(
        `select to_status as to, to_json(at) #>> '{}' as at, actor_kind as by, reason
         from auxiliaries.device_move where device_id = $1 order by id`,
        [deviceId],
      ),
    };
  }

  async #read(blobKey: string): Promise<CredentialFields | null> {
    try {
      const { read } = await this.opener.open(blobKey);
      return Object.keys(read).length === 0 ? null : read;
    } catch (error) {
      if (error instanceof EnrolmentUnopened) return null;
      throw error;
    }
  }
}
