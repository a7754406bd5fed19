import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OFFICIAL_STATUSES } from '../domain/official-status.js';
import { ROLE_TABLE, ROLES } from '../domain/roles.js';
import { openPersonal, SELECT_OFFICIAL, type OfficialRow, type OfficialView } from '../persistence/official-views.js';

const input = z.object({
  accountId: z.uuid().optional(),
  entidad: z.string().optional(),
  role: z.enum(ROLES).optional(),
  status: z.enum(OFFICIAL_STATUSES).optional(),
  /** Account of the last row of the page before. */
  after: z.string().optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

/** The officials within the asker's scope, by account. Shows names and addresses: the look is audited. */
@QuerySpec({ name: 'accounts.list-officials', permission: 'accounts.read', input, personalData: true })
export class ListOfficials extends KernelQuery<z.input<typeof input>, OfficialView[]> {}

@QueryHandler(ListOfficials)
export class ListOfficialsHandler implements IQueryHandler<ListOfficials> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListOfficials): Promise<OfficialView[]> {
    const { accountId, entidad, role, status, after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<OfficialRow>(
      `${SELECT_OFFICIAL} where {visible} and ($1::text is null or o.entidad = $1)
         and ($2::text is null or o.role = $2) and ($3::text is null or o.status = $3)
         and ($4::text is null or o.account > $4) and ($5::uuid is null or o.id = $5)
       order by o.account limit $6`,
      [entidad ?? null, role ?? null, status ?? null, after ?? null, accountId ?? null, limit],
      { entidad: 'o.entidad' },
    );
    for (const row of rows) this.work.audit({ subject: ['official', row.id] });
    return Promise.all(
      rows.map(async (row) => {
        const { personal: _, ...rest } = row;
        return { ...rest, ...(await openPersonal(this.cipher, row)), roleLabel: ROLE_TABLE[row.role].label };
      }),
    );
  }
}
