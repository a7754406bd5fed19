import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({});
const MAX_ROWS = 200;

export interface RollCutView {
  readonly name: string;
  readonly source: string;
  readonly electors: number;
  /** Date of the data, ISO 8601, UTC. */
  readonly asOf: string;
  /** Since when queries and matches use it, ISO 8601, UTC. */
  readonly inForceFrom: string;
  /** The one that is used now. */
  readonly inForce: boolean;
}

/** Lists the loaded cuts of the electoral roll, newest first (decision 15). */
@QuerySpec({
  name: 'electoral-roll.list-roll-cuts',
  permission: 'electoral-roll.read-cuts',
  input,
  unscoped: 'the roll is national',
})
export class ListRollCuts extends KernelQuery<z.infer<typeof input>, RollCutView[]> {}

@QueryHandler(ListRollCuts)
export class ListRollCutsHandler implements IQueryHandler<ListRollCuts> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<RollCutView[]> {
    const cuts = await this.work.sql<Omit<RollCutView, 'inForce'>>(
      `select name, source, electors, as_of as "asOf", in_force_from as "inForceFrom"
       from roll.cut order by in_force_from desc, id desc limit ${String(MAX_ROWS)}`,
    );
    const now = this.clock.now();
    const used = cuts.find(({ inForceFrom }) => new Date(inForceFrom) <= now);
    return cuts.map((cut) => ({ ...cut, inForce: cut === used }));
  }
}
