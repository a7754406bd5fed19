import { FINDING_LABELS, type DeviceStatus, type Finding } from '#electoral/devices';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MULTIPLICITY_FINDINGS } from '../domain/enrolment-findings.js';

const LIST = {
  table: 'devices.device',
  joins: 'join auxiliaries.published_auxiliary a on a.id = t.auxiliary_id',
  visibleBy: { entidad: 'a.entidad', aspirantId: 'a.aspirant_id' },
};
const COLUMNS = `t.id, a.id as "auxiliaryId", a.id_auxiliar as "idAuxiliar", a.aspirant_id as "aspirantId",
  t.folio_prefix as "folioPrefix", t.status, t.findings, t.enrolled_at as "enrolledAt"`;
/** Must match the predicate of the index `device_several`. */
const HAS_MULTIPLICITY = `(t.status <> 'discharged'
  and jsonb_exists_any(t.findings, array[${MULTIPLICITY_FINDINGS.map((finding) => `'${finding}'`).join(', ')}]))`;
const IN_QUEUE = `(a.status <> 'discharged' or t.status = 'suspended')`;

const input = z.object({
  ...pageRequestShape,
  /** `several`: people with more than one device or aspirant, whether or not the OPL allows it. */
  status: z.enum(['por-revisar', 'suspended', 'several']).default('por-revisar'),
  finding: z.enum(Object.keys(FINDING_LABELS) as [Finding, ...Finding[]]).optional(),
  /** A part of the Id Auxiliar, or of the beginning of the device's folios. */
  search: z.string().trim().min(1).max(60).optional(),
});

export interface DeviceToReview {
  /** Id of the device. */
  readonly id: string;
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly findings: readonly Finding[];
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
}

/** One page of devices, oldest first unless `descending`, and the size of each queue without the other filters. */
export interface ReviewQueue extends Page<DeviceToReview> {
  readonly waiting: number;
  readonly suspended: number;
  readonly several: number;
}

/**
 * The OPL's queue of enrolments to review (decision 24). Suspended devices stay in it when their auxiliary is
 * discharged, because their records are refused until the OPL decides.
 */
@QuerySpec({ name: 'devices.list-devices-to-review', permission: 'devices.review', input })
export class ListDevicesToReview extends KernelQuery<z.input<typeof input>, ReviewQueue> {}

@QueryHandler(ListDevicesToReview)
export class ListDevicesToReviewHandler implements IQueryHandler<ListDevicesToReview> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListDevicesToReview): Promise<ReviewQueue> {
    const { status, finding, search, ...pageRequest } = query.input as z.infer<typeof input>;
    const sizes = await this.#sizes();
    const where = new Conditions().always(IN_QUEUE);
    if (status === 'several') where.always(HAS_MULTIPLICITY);
    else where.and('t.status = ?', status);
    where
      .and('jsonb_exists(t.findings, ?)', finding)
      .and(`position(? in 'AC-' || t.folio_prefix || ' ' || a.id_auxiliar) > 0`, search?.toUpperCase());
    const page = await readPage<DeviceToReview>(
      this.work,
      { ...LIST, columns: COLUMNS, sort: 't.enrolled_at' },
      where,
      pageRequest,
    );
    const narrowed = finding !== undefined || search !== undefined;
    const size = status === 'por-revisar' ? sizes.waiting : sizes[status];
    return {
      ...sizes,
      ...page,
      total: narrowed ? await countUpToLimit(this.work, LIST, where) : { value: size, more: false },
    };
  }

  async #sizes(): Promise<Pick<ReviewQueue, 'waiting' | 'suspended' | 'several'>> {
    const [sizes] = await this.work.rows<Pick<ReviewQueue, 'waiting' | 'suspended' | 'several'> & object>(
      `select (count(*) filter (where t.status = 'por-revisar'))::int as waiting,
         (count(*) filter (where t.status = 'suspended'))::int as suspended,
         (count(*) filter (where ${HAS_MULTIPLICITY}))::int as several
       from ${LIST.table} t ${LIST.joins}
       where ${IN_QUEUE} and {visible} and (t.status in ('por-revisar', 'suspended') or ${HAS_MULTIPLICITY})`,
      [],
      LIST.visibleBy,
    );
    return sizes ?? { waiting: 0, suspended: 0, several: 0 };
  }
}
