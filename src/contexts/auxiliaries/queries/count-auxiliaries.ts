import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { AUXILIARY_STATUSES, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';

const input = z.object({ aspirantId: z.uuid() });

export type AuxiliaryCounts = Readonly<Record<AuxiliaryStatus, number>>;

/** How many auxiliaries an aspirant has in each state (§6.1 A). */
@QuerySpec({ name: 'auxiliaries.count-auxiliaries', permission: 'auxiliaries.read', input })
export class CountAuxiliaries extends KernelQuery<z.infer<typeof input>, AuxiliaryCounts> {}

@QueryHandler(CountAuxiliaries)
export class CountAuxiliariesHandler implements IQueryHandler<CountAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: CountAuxiliaries): Promise<AuxiliaryCounts> {
    const system = systemActor('auxiliaries.count-auxiliaries');
    const { entidad } = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad, aspirantId });
    const rows = await this.work.sql<{ status: AuxiliaryStatus; found: number }>(
      'select status, count(*)::int as found from auxiliaries.auxiliary where aspirant_id = $1 group by status',
      [aspirantId],
    );
    const found = new Map(rows.map((row) => [row.status, row.found]));
    return Object.fromEntries(AUXILIARY_STATUSES.map((status) => [status, found.get(status) ?? 0])) as AuxiliaryCounts;
  }
}
