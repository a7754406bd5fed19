import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';

const input = z.object({
  processId: z.uuid(),
  aspirantId: z.uuid().optional(),
  auxiliaryId: z.uuid().optional(),
  /** `deviceId` of the last row of the page before. */
  after: z.uuid().optional(),
  limit: z.number().int().min(1).max(500).default(200),
});

/** A device with records it has announced and not sent. */
export interface AnnouncingDevice {
  readonly deviceId: string;
  readonly auxiliaryId: string;
  readonly aspirantId: string;
  /** Announced, not received. */
  readonly unsent: number;
  /** ISO 8601, UTC. */
  readonly oldestCapture: string;
  readonly lastAnnounced: string;
}

/** Who holds announced, unsent records: for the auxiliary, the aspirant, the OPL and the close (decision 6). */
@QuerySpec({ name: 'intake.list-announced', permission: 'intake.read', input })
export class ListAnnounced extends KernelQuery<z.input<typeof input>, AnnouncingDevice[]> {}

@QueryHandler(ListAnnounced)
export class ListAnnouncedHandler implements IQueryHandler<ListAnnounced> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListAnnounced): Promise<AnnouncingDevice[]> {
    const { processId, aspirantId, auxiliaryId, after, limit } = query.input as z.infer<typeof input>;
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({
      ...{ entidad, processId },
      ...(aspirantId === undefined ? {} : { aspirantId }),
      ...(auxiliaryId === undefined ? {} : { auxiliaryId }),
    });
    return this.work.sql<AnnouncingDevice>(
      `select device_id as "deviceId", auxiliary_id as "auxiliaryId", aspirant_id as "aspirantId",
         count(*)::int as unsent, to_json(min(captured_at)) #>> '{}' as "oldestCapture",
         to_json(max(announced_at)) #>> '{}' as "lastAnnounced"
       from intake.announcement a
       where process_id = $1 and ($2::uuid is null or aspirant_id = $2) and ($3::uuid is null or auxiliary_id = $3)
         and ($4::uuid is null or device_id > $4)
         and not exists (select 1 from intake.support s where s.integrity_code = a.integrity_code)
       group by device_id, auxiliary_id, aspirant_id order by device_id limit $5`,
      [processId, aspirantId ?? null, auxiliaryId ?? null, after ?? null, limit],
    );
  }
}
