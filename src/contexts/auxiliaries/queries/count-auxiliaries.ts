import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AUXILIARY_STATUSES, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import { SIGN_AGAIN } from '../persistence/paper-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface AuxiliaryCounts {
  readonly statuses: Readonly<Record<AuxiliaryStatus, number>>;
  /** People who must sign the responsiva again, because their data was corrected. */
  readonly signAgain: number;
}

/** Counts an aspirant's auxiliaries by status (§6.1 A), and those who must sign again (§6.7). */
@QuerySpec({ name: 'auxiliaries.count-auxiliaries', permission: 'auxiliaries.read', input })
export class CountAuxiliaries extends KernelQuery<z.infer<typeof input>, AuxiliaryCounts> {}

@QueryHandler(CountAuxiliaries)
export class CountAuxiliariesHandler implements IQueryHandler<CountAuxiliaries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { aspirantId } }: CountAuxiliaries): Promise<AuxiliaryCounts> {
    const rows = await this.work.rows<{ status: AuxiliaryStatus; count: number; signAgain: number }>(
      `select t.status, count(*)::int as count, (count(*) filter (where ${SIGN_AGAIN}))::int as "signAgain"
       from auxiliaries.auxiliary t where {visible} and t.aspirant_id = $1 group by t.status`,
      [aspirantId],
      { entidad: 't.entidad', aspirantId: 't.aspirant_id' },
    );
    const counts = new Map(rows.map((row) => [row.status, row.count]));
    const statuses = Object.fromEntries(AUXILIARY_STATUSES.map((status) => [status, counts.get(status) ?? 0]));
    return {
      statuses: statuses as AuxiliaryCounts['statuses'],
      signAgain: rows.reduce((sum, { signAgain }) => sum + signAgain, 0),
    };
  }
}
