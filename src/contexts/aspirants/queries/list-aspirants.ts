import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
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
    return this.work.rows<AspirantSummary>(
      `select ${SUMMARY_COLUMNS} from aspirants.aspirant
       where {visible} and ($1::uuid is null or process_id = $1)
         and ($2::text is null or (display_name, id) > ($2, $3::uuid))
         and ($5::text is null or status = $5)
         and ($6::text is null or strpos(lower(display_name), $6) > 0 or strpos(lower(folio), $6) > 0)
       order by display_name, id limit $4`,
      [
        processId ?? null,
        after?.displayName ?? null,
        after?.id ?? null,
        limit,
        status ?? null,
        text?.toLowerCase() ?? null,
      ],
      { entidad: 'entidad', aspirantId: 'id' },
    );
  }
}
