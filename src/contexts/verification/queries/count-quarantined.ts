import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, type Total } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const QUARANTINE = {
  table: 'verification.quarantine',
  joins: 'join verification.support s on s.id = t.support_id',
  visibleBy: { entidad: 's.entidad' },
};

const input = z.object({});

/** Counts quarantined records within the scope of the actor, up to a limit. */
@QuerySpec({ name: 'verification.count-quarantined', permission: 'quarantine.read', input })
export class CountQuarantined extends KernelQuery<z.infer<typeof input>, Total> {}

@QueryHandler(CountQuarantined)
export class CountQuarantinedHandler implements IQueryHandler<CountQuarantined> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<Total> {
    return countUpToLimit(this.work, QUARANTINE, new Conditions().always('t.resolved_at is null'));
  }
}
