import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ASPIRANT_STATUSES } from '../domain/aspirant-status.js';
import { SUMMARY_COLUMNS, type AspirantSummary } from '../persistence/aspirant-records.js';

const input = z.object({
  processId: z.uuid().optional(),
  status: z.enum(ASPIRANT_STATUSES).optional(),
  /** Part of the name or of the folio. */
  text: z.string().trim().max(80).optional(),
  /** Last row of the page before: keyset, so that a deep page costs what the first does. */
  after: z.object({ displayName: z.string(), id: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

/** The aspirants of the asker's entidad, by name. */
@QuerySpec({ name: 'aspirants.list-aspirants', permission: 'aspirants.read', input })
export class ListAspirants extends KernelQuery<z.input<typeof input>, AspirantSummary[]> {}

@QueryHandler(ListAspirants)
export class ListAspirantsHandler implements IQueryHandler<ListAspirants> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListAspirants): Promise<AspirantSummary[]> {
    const { processId, status, text, after, limit } = query.input as z.infer<typeof input>;
    const { scope } = this.work.actor;
    const entidad = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    const aspirantId = scope['aspirantId'] ?? '';
    this.work.authorize({ entidad, aspirantId });
    return this.work.sql<AspirantSummary>(
      `select ${SUMMARY_COLUMNS} from aspirants.aspirant
       where ($1 = '*' or entidad = $1) and ($2 = '' or id::text = $2) and ($3::uuid is null or process_id = $3)
         and ($4::text is null or (display_name, id) > ($4, $5::uuid))
         and ($7::text is null or status = $7)
         and ($8::text is null or strpos(lower(display_name), $8) > 0 or strpos(lower(folio), $8) > 0)
       order by display_name, id limit $6`,
      [
        entidad,
        aspirantId,
        processId ?? null,
        after?.displayName ?? null,
        after?.id ?? null,
        limit,
        status ?? null,
        text?.toLowerCase() ?? null,
      ],
    );
  }
}
