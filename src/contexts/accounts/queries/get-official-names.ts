import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ ids: z.array(z.uuid()).max(500) });

export interface OfficialName {
  readonly id: string;
  /** The name with which the official signs in. */
  readonly account: string;
}

/** Account names by id, for lists that show who did something. Omits accounts outside the actor's scope. */
@QuerySpec({ name: 'accounts.get-official-names', permission: 'accounts.read', input })
export class GetOfficialNames extends KernelQuery<z.infer<typeof input>, OfficialName[]> {}

@QueryHandler(GetOfficialNames)
export class GetOfficialNamesHandler implements IQueryHandler<GetOfficialNames> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { ids } }: GetOfficialNames): Promise<OfficialName[]> {
    return this.work.rows<OfficialName>(
      `select id, account from accounts.official where id = any($1::uuid[]) and {visible}`,
      [ids],
      { entidad: 'entidad' },
    );
  }
}
