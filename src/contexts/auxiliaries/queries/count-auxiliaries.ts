import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AUXILIARY_STATUSES, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';

const input = z.object({ aspirantId: z.uuid() });

export type AuxiliaryCounts = Readonly<Record<AuxiliaryStatus, number>>;

/** Counts an aspirant's auxiliaries by status (§6.1 A). */
@QuerySpec({ name: 'auxiliaries.count-auxiliaries', permission: 'auxiliaries.read', input })
export class CountAuxiliaries extends KernelQuery<z.infer<typeof input>, AuxiliaryCounts> {}

@QueryHandler(CountAuxiliaries)
export class CountAuxiliariesHandler implements IQueryHandler<CountAuxiliaries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { aspirantId } }: CountAuxiliaries): Promise<AuxiliaryCounts> {
    const rows = await this.work.rows<{ status: AuxiliaryStatus; count: number }>(
      `select status, count(*)::int as count from auxiliaries.auxiliary where {visible} and aspirant_id = $1
       group by status`,
      [aspirantId],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
    const counts = new Map(rows.map((row) => [row.status, row.count]));
    return Object.fromEntries(AUXILIARY_STATUSES.map((status) => [status, counts.get(status) ?? 0])) as AuxiliaryCounts;
  }
}
