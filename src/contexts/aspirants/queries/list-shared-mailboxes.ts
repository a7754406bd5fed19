import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ limit: z.number().int().min(1).max(500).default(200) });

/** Two aspirants of a process whose addresses reach the same mailbox. */
export interface SharedAspirantMailbox {
  readonly id: string;
  readonly folio: string;
  readonly displayName: string;
  readonly otherId: string;
  readonly otherFolio: string;
  readonly otherName: string;
}

/**
 * Pairs of aspirants of the caller's entidad who were registered with two spellings of one mailbox, before mailboxes
 * were compared. Correcting either address resolves the pair.
 */
@QuerySpec({ name: 'aspirants.list-shared-mailboxes', permission: 'aspirants.correct', input })
export class ListSharedAspirantMailboxes extends KernelQuery<z.input<typeof input>, SharedAspirantMailbox[]> {}

@QueryHandler(ListSharedAspirantMailboxes)
export class ListSharedAspirantMailboxesHandler implements IQueryHandler<ListSharedAspirantMailboxes> {
  constructor(private readonly work: UnitOfWork) {}

  execute(query: ListSharedAspirantMailboxes): Promise<SharedAspirantMailbox[]> {
    const { limit } = query.input as z.infer<typeof input>;
    return this.work.rows<SharedAspirantMailbox>(
      `select t.id, t.folio, t.display_name as "displayName",
         other.id as "otherId", other.folio as "otherFolio", other.display_name as "otherName"
       from aspirants.aspirant t
       join aspirants.aspirant other on other.process_id = t.process_id and other.email_hash = t.email_hash
         and not other.mailbox_shared and other.status not in ('withdrawn', 'annulled')
       where {visible} and t.mailbox_shared and t.status not in ('withdrawn', 'annulled')
       order by t.id limit $1`,
      [limit],
      { entidad: 't.entidad' },
    );
  }
}
