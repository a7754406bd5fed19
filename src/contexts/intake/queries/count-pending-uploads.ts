import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { PENDING_UPLOADS, PENDING_UPLOADS_VISIBLE_BY } from '../persistence/pending-uploads-sql.js';

const input = z.object({ processId: z.uuid(), aspirantId: z.uuid().optional() });

export interface MissingRecordCounts {
  /** Announced by devices and not yet uploaded. */
  readonly announced: number;
  /** Permanently refused or erased; they will never be uploaded. */
  readonly lost: number;
}

/** Counts the captured records of a process, or of one aspirant, that have not been received (decisions 6 and 7). */
@QuerySpec({ name: 'intake.count-pending-uploads', permission: 'intake.read', input })
export class CountPendingUploads extends KernelQuery<z.infer<typeof input>, MissingRecordCounts> {}

@QueryHandler(CountPendingUploads)
export class CountPendingUploadsHandler implements IQueryHandler<CountPendingUploads> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId, aspirantId } }: CountPendingUploads): Promise<MissingRecordCounts> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    const [count] = await this.work.rows<MissingRecordCounts>(
      `select count(*) filter (where cause is null)::int as announced,
         count(*) filter (where cause is not null)::int as lost from (${PENDING_UPLOADS}) record`,
      [processId, aspirantId ?? null, null, entidad],
      PENDING_UPLOADS_VISIBLE_BY,
    );
    return count ?? { announced: 0, lost: 0 };
  }
}
