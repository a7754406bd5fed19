import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ROLES } from '../domain/roles.js';
import { decryptPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

const input = z.object({
  /** Null: the officials of DERFE. */
  entidad: z.string().nullable(),
  role: z.enum(ROLES),
  /** Limits the result to this official. */
  officialId: z.uuid().optional(),
});

export interface Contact {
  readonly officialId: string;
  readonly fullName: string;
  /** Institutional address (§4.3). */
  readonly email: string;
}

/** Contact data of the active officials with a given role in an entidad, except those whose grant has ended. */
@QuerySpec({
  name: 'accounts.list-contacts',
  permission: 'accounts.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class ListContacts extends KernelQuery<z.infer<typeof input>, Contact[]> {}

@QueryHandler(ListContacts)
export class ListContactsHandler implements IQueryHandler<ListContacts> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, role, officialId } }: ListContacts): Promise<Contact[]> {
    this.work.authorize({ entidad: entidad ?? EVERYTHING });
    const rows = await this.work.rows<OfficialRow>(
      `${SELECT_OFFICIAL} where {visible} and o.entidad is not distinct from $1 and o.role = $2 and o.status = 'active' and o.grant_ends_at > $3
         and ($4::uuid is null or o.id = $4) order by o.account`,
      [entidad, role, this.clock.now(), officialId ?? null],
      { entidad: 'o.entidad' },
    );
    this.work.audit({
      subject: ['list', 'contacts'],
      details: { records: rows.length, ids: rows.map(({ id }) => id).join(' ') },
    });
    return Promise.all(
      rows.map(async (row) => {
        const { fullName, email } = await decryptPersonal(this.cipher, row);
        return { officialId: row.id, fullName, email };
      }),
    );
  }
}
