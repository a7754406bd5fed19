import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DEFAULT_PADRON_LIMITS, type PadronLimits } from '../domain/padron-limits.js';

const MAX_ROWS = 1000;
const input = z.object({
  /** Default: every entidad in the caller's scope. */
  entidad: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
});

export interface PadronLimitsVersion extends PadronLimits {
  readonly entidad: string;
  readonly version: number;
  /** Empty if it was set before reasons were kept. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string | null;
}

/** The limits on padrón queries that DERFE has set, newest first; an entidad without a row has the default ones. */
@QuerySpec({ name: 'auxiliaries.list-padron-limits', permission: 'auxiliaries.read-padron-limits', input })
export class ListPadronLimits extends KernelQuery<z.infer<typeof input>, PadronLimitsVersion[]> {}

@QueryHandler(ListPadronLimits)
export class ListPadronLimitsHandler implements IQueryHandler<ListPadronLimits> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { entidad } }: ListPadronLimits): Promise<PadronLimitsVersion[]> {
    return this.work.rows<PadronLimitsVersion & object>(
      `select entidad, version, per_day as "perDay", coalesce(per_day_by_file, $2::int) as "perDayByFile", reason, at
       from auxiliaries.padron_limit where {visible} and ($1::text is null or entidad = $1)
       order by at desc nulls last, entidad, version desc limit $3`,
      [entidad ?? null, DEFAULT_PADRON_LIMITS.perDayByFile, MAX_ROWS],
      { entidad: 'entidad' },
    );
  }
}
