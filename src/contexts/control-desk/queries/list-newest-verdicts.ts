import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Verdict } from '../domain/verdict.js';
import { NEWEST_VERDICTS } from '../persistence/newest-verdicts.js';

const input = z.object({ supportIds: z.array(z.uuid()).max(1000) });

export interface NewestVerdict {
  readonly supportId: string;
  readonly verdict: Verdict;
  readonly subReason: string | null;
}

/** The verdict in force of each of these supports; a support that was not reviewed has none. */
@QuerySpec({
  name: 'control-desk.list-newest-verdicts',
  permission: 'control-desk.reconcile',
  input,
  heldBy: 'system',
})
export class ListNewestVerdicts extends KernelQuery<z.infer<typeof input>, NewestVerdict[]> {}

@QueryHandler(ListNewestVerdicts)
export class ListNewestVerdictsHandler implements IQueryHandler<ListNewestVerdicts> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { supportIds } }: ListNewestVerdicts): Promise<NewestVerdict[]> {
    return this.work.rows<NewestVerdict>(
      `select newest.support_id as "supportId", newest.verdict, newest.sub_reason as "subReason"
       from (${NEWEST_VERDICTS('support_id = any($1::uuid[])')}) newest
         join control_desk.record record using (support_id)
       where {visible}`,
      [supportIds],
      { entidad: 'record.entidad' },
    );
  }
}
