import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ ids: z.array(z.uuid()).max(500) });

export interface OfficialName {
  readonly id: string;
  /** What they sign in with. */
  readonly account: string;
}

/** Which accounts these ids are, for a list that shows who did what; those out of the asker's scope are left out. */
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
