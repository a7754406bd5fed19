import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess, KEY_IS_LATE } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface RegisteredKey {
  readonly keyId: string;
  /** RFC 7638 thumbprint, to compare with that of the OPL's own copy of the key. */
  readonly thumbprint: string;
  /** Registered after its deadline. */
  readonly late: boolean;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  /** Why it replaced the previous key; null for the first one. */
  readonly reason: string | null;
  /** What the OPL decrypts to test the key; null for an earlier key, until its test is issued. */
  readonly testPackage: string | null;
  /** Null until the OPL has proved that it can open it; ISO 8601, UTC. */
  readonly testedAt: string | null;
  /** Results are encrypted to this key: the newest one that was tested. */
  readonly inForce: boolean;
}

/** Lists the public keys registered for a process, newest first (§13.1). */
@QuerySpec({ name: 'processes.list-public-keys', permission: 'processes.read', input })
export class ListPublicKeys extends KernelQuery<z.infer<typeof input>, RegisteredKey[]> {}

@QueryHandler(ListPublicKeys)
export class ListPublicKeysHandler implements IQueryHandler<ListPublicKeys> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListPublicKeys): Promise<RegisteredKey[]> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad: process.entidad });
    const keys = await this.work.rows<Omit<RegisteredKey, 'inForce'>>(
      `select k.id as "keyId", k.thumbprint, ${KEY_IS_LATE} as late, k.registered_at as "registeredAt", k.reason,
         coalesce(k.test_package, e.test_package) as "testPackage", t.tested_at as "testedAt"
       from processes.opl_public_key k join processes.process p on p.id = k.process_id
       left join processes.calendar_date d on d.process_id = p.id and d.key = 'opl-key'
       left join processes.opl_key_test t on t.key_id = k.id
       left join processes.opl_key_package e on e.key_id = k.id
       where {visible} and k.process_id = $1 order by k.sequence desc`,
      [processId],
      { entidad: 'p.entidad' },
    );
    const inForce = keys.find(({ testedAt }) => testedAt !== null);
    return keys.map((key) => ({ ...key, inForce: key === inForce }));
  }
}
