import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { PENDING_UPLOADS, PENDING_UPLOADS_VISIBLE_BY } from '../persistence/pending-uploads-sql.js';

const input = z.object({
  processId: z.uuid(),
  aspirantId: z.uuid().optional(),
  auxiliaryId: z.uuid().optional(),
  /** Cursor: `deviceId` of the last row of the previous page. */
  after: z.uuid().optional(),
  limit: z.number().int().min(1).max(500).default(200),
});

/** A device with captured records that were not received. */
export interface DeviceWithPendingUploads {
  readonly deviceId: string;
  readonly auxiliaryId: string;
  readonly aspirantId: string;
  /** Announced and still on the device. */
  readonly announced: number;
  /** Arrived after the grace period; the device keeps them until it may erase them. */
  readonly graceOver: number;
  /** Refused because another record has the folio. */
  readonly folioTaken: number;
  /** Expired and erased on the device before upload. */
  readonly erased: number;
  /** ISO 8601, UTC. */
  readonly oldestCapture: string;
  /** ISO 8601, UTC; null if no upload is pending. */
  readonly lastAnnounced: string | null;
}

/** Devices with pending or lost records, for the aspirant, the OPL and the close (decisions 6 and 7). */
@QuerySpec({ name: 'intake.list-pending-uploads', permission: 'intake.read', input })
export class ListPendingUploads extends KernelQuery<z.input<typeof input>, DeviceWithPendingUploads[]> {}

@QueryHandler(ListPendingUploads)
export class ListPendingUploadsHandler implements IQueryHandler<ListPendingUploads> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListPendingUploads): Promise<DeviceWithPendingUploads[]> {
    const { processId, aspirantId, auxiliaryId, after, limit } = query.input as z.infer<typeof input>;
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    return this.work.rows<DeviceWithPendingUploads>(
      `select device_id as "deviceId", auxiliary_id as "auxiliaryId", aspirant_id as "aspirantId",
         count(*) filter (where cause is null)::int as announced,
         count(*) filter (where cause = 'grace-over')::int as "graceOver",
         count(*) filter (where cause = 'folio-taken')::int as "folioTaken",
         count(*) filter (where cause = 'erased-unsent')::int as erased,
         min(captured_at) as "oldestCapture", max(announced_at) as "lastAnnounced"
       from (${PENDING_UPLOADS}) record where $5::uuid is null or device_id > $5
       group by device_id, auxiliary_id, aspirant_id order by device_id limit $6`,
      [processId, aspirantId ?? null, auxiliaryId ?? null, entidad, after ?? null, limit],
      PENDING_UPLOADS_VISIBLE_BY,
    );
  }
}
