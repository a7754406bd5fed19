import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface RegisteredKey {
  /** RFC 7638 thumbprint, to compare with that of the OPL's own copy of the key. */
  readonly thumbprint: string;
  readonly late: boolean;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

/** Lists the public keys registered for a process, newest first; the newest is the one used (§13.1). */
@QuerySpec({ name: 'processes.list-public-keys', permission: 'processes.read', input })
export class ListPublicKeys extends KernelQuery<z.infer<typeof input>, RegisteredKey[]> {}

@QueryHandler(ListPublicKeys)
export class ListPublicKeysHandler implements IQueryHandler<ListPublicKeys> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListPublicKeys): Promise<RegisteredKey[]> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad: process.entidad });
    return this.work.rows<RegisteredKey>(
      `select thumbprint, late, registered_at as "registeredAt"
       from processes.opl_public_key k join processes.process p on p.id = k.process_id
       where {visible} and k.process_id = $1 order by k.registered_at desc, k.id`,
      [processId],
      { entidad: 'p.entidad' },
    );
  }
}
