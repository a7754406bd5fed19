import type { DeviceStatus, Finding } from '#electoral/devices';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetDeviceHolder } from '../../auxiliaries/index.js';
import { enrolmentFacts, maskFacts, type EnrolmentFacts } from '../domain/enrolment-facts.js';
import { authorizeEnrolmentReview, deviceVersion } from '../persistence/device-reviews.js';
import { EnrolmentKeys } from '../unseal/enrolment-keys.js';

const input = z.object({ deviceId: z.uuid() });

export interface DeviceStatusChangeView {
  readonly to: DeviceStatus;
  readonly at: string;
  /** `system`, `official`, `aspirant` … */
  readonly by: string;
  readonly reason: string | null;
}

export interface DeviceReview extends EnrolmentFacts {
  readonly deviceId: string;
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  /** A decision names the version that the official saw. */
  readonly version: number;
  readonly attested: boolean;
  readonly enrolledAt: string;
  readonly checkedAt: string | null;
  readonly findings: readonly Finding[];
  readonly otherAspirant: boolean;
  readonly statusChanges: readonly DeviceStatusChangeView[];
}

/**
 * Data for the OPL to review an enrolment: card and registration, with personal data masked (decision 24);
 * `RevealEnrolment` returns it in full.
 */
@QuerySpec({
  name: 'devices.get-device-review',
  permission: 'devices.review',
  input,
  personalData: true,
  watched: 'opened',
})
export class GetDeviceReview extends KernelQuery<z.infer<typeof input>, DeviceReview> {}

@QueryHandler(GetDeviceReview)
export class GetDeviceReviewHandler implements IQueryHandler<GetDeviceReview> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly keys: EnrolmentKeys,
  ) {}

  async execute({ input: { deviceId } }: GetDeviceReview): Promise<DeviceReview> {
    const enrolment = await authorizeEnrolmentReview(this.work, deviceId);
    const { auxiliaryId, processId, folioPrefix, status, attested, enrolledAt, checkedAt, findings } = enrolment;
    const holder = await this.dispatcher.ask(systemActor('devices'), new GetDeviceHolder({ auxiliaryId }));
    const { aspirantId, idAuxiliar, otherAspirant } = holder;
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId, folioPrefix, shown: 'masked' },
    });
    // The discharge of an auxiliary discharges its devices without changing their stored status.
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
      ...{ deviceId, auxiliaryId, idAuxiliar, aspirantId, folioPrefix, status, attested, enrolledAt, checkedAt },
      ...{ findings, otherAspirant, statusChanges, version: await deviceVersion(this.work, deviceId) },
      ...maskFacts(enrolmentFacts(holder, (await this.keys.find(enrolment))?.read)),
    };
  }
}
