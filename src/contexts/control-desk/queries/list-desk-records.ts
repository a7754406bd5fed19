import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { DESK_STATES } from '../domain/desk-state.js';
import { SELECT_RECORD, type DeskRecordView } from '../persistence/desk-records.js';

const input = z.object({
  processId: z.uuid(),
  state: z.enum(DESK_STATES).optional(),
  /** Only records assigned to the actor. */
  mine: z.boolean().default(false),
  /** Cursor: `sequence` of the last row of the previous page (keyset pagination). */
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.number().int().min(1).max(500).default(50),
});

/** Desk records of a process in order of arrival (§11.4). */
@QuerySpec({ name: 'control-desk.list-desk-records', permission: 'control-desk.read', input })
export class ListDeskRecords extends KernelQuery<z.input<typeof input>, DeskRecordView[]> {}

@QueryHandler(ListDeskRecords)
export class ListDeskRecordsHandler implements IQueryHandler<ListDeskRecords> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListDeskRecords): Promise<DeskRecordView[]> {
    const { processId, state, mine, after, limit } = query.input as z.infer<typeof input>;
    await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    return this.work.rows<DeskRecordView>(
      `${SELECT_RECORD} where {visible} and process_id = $1 and ($2::text is null or state = $2)
         and ($3::text is null or reviewer_id = $3) and sequence > $4 order by sequence limit $5`,
      [processId, state ?? null, mine ? this.work.actor.id : null, after ?? '0', limit],
      { entidad: 'entidad' },
    );
  }
}
