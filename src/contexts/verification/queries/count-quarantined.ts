import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpTo, type Total } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({});

/** Records of the asker's scope that could not be opened or checked and wait for a person, up to a limit. */
@QuerySpec({ name: 'verification.count-quarantined', permission: 'verification.verify-again', input })
export class CountQuarantined extends KernelQuery<z.infer<typeof input>, Total> {}

@QueryHandler(CountQuarantined)
export class CountQuarantinedHandler implements IQueryHandler<CountQuarantined> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<Total> {
    const { scope } = this.work.actor;
    const entidad = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    this.work.authorize({ entidad });
    const open = new Conditions()
      .always('t.resolved_at is null')
      .and(
        'exists (select from verification.support s where s.id = t.support_id and s.entidad = ?)',
        entidad === EVERYTHING ? undefined : entidad,
      );
    return countUpTo(this.work, 'verification.quarantine', open);
  }
}
