import type { DeviceStatus, Finding } from '#electoral/devices';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MULTIPLICITY_FINDINGS } from '../domain/enrolment-findings.js';

const LIMIT = 200;
/** Must match the predicate of the index `device_several`. */
const HAS_MULTIPLICITY = `(d.status <> 'discharged'
  and jsonb_exists_any(d.findings, array[${MULTIPLICITY_FINDINGS.map((finding) => `'${finding}'`).join(', ')}]))`;
const VISIBLE_BY = { entidad: 'a.entidad', aspirantId: 'a.aspirant_id' };
const input = z.object({
  /** `several`: people with more than one device or aspirant, whether or not the OPL allows it. */
  status: z.enum(['por-revisar', 'suspended', 'several']).default('por-revisar'),
});

export interface DeviceToReview {
  readonly deviceId: string;
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly findings: readonly Finding[];
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
}

export interface ReviewQueue {
  readonly waiting: number;
  readonly suspended: number;
  readonly several: number;
  /** Oldest first, at most 200. */
  readonly devices: readonly DeviceToReview[];
}

/**
 * The OPL's queue of enrolments to review, oldest first (decision 24). Suspended devices stay in it when their
 * auxiliary is discharged, because their records are refused until the OPL decides.
 */
@QuerySpec({ name: 'devices.list-devices-to-review', permission: 'devices.review', input })
export class ListDevicesToReview extends KernelQuery<z.input<typeof input>, ReviewQueue> {}

@QueryHandler(ListDevicesToReview)
export class ListDevicesToReviewHandler implements IQueryHandler<ListDevicesToReview> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListDevicesToReview): Promise<ReviewQueue> {
    const { status } = query.input as z.infer<typeof input>;
    const from = `from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id
      where (a.status <> 'discharged' or d.status = 'suspended') and {visible}`;
    const [counts] = await this.work.rows<{ waiting: number; suspended: number; several: number }>(
      `select (count(*) filter (where d.status = 'por-revisar'))::int as waiting,
         (count(*) filter (where d.status = 'suspended'))::int as suspended,
         (count(*) filter (where ${HAS_MULTIPLICITY}))::int as several
       ${from} and (d.status in ('por-revisar', 'suspended') or ${HAS_MULTIPLICITY})`,
      [],
      VISIBLE_BY,
    );
    const devices = await this.work.rows<DeviceToReview & object>(
      `select d.id as "deviceId", a.id as "auxiliaryId", a.id_auxiliar as "idAuxiliar", a.aspirant_id as "aspirantId",
         d.folio_prefix as "folioPrefix", d.status, d.findings, d.enrolled_at as "enrolledAt"
       ${from} and ($1 = 'several' and ${HAS_MULTIPLICITY} or d.status = $1) order by d.enrolled_at, d.id limit $2`,
      [status, LIMIT],
      VISIBLE_BY,
    );
    const { waiting = 0, suspended = 0, several = 0 } = counts ?? {};
    return { waiting, suspended, several, devices };
  }
}
