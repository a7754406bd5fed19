import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { initials } from '../domain/name-words.js';
import { openRegistration } from '../persistence/auxiliary-records.js';

const input = z.object({ limit: z.number().int().min(1).max(500).default(200) });

interface Person {
  readonly id: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly initials: string;
}

/** Two auxiliaries of a process whose addresses reach the same mailbox. */
export interface SharedAuxiliaryMailbox {
  readonly person: Person;
  readonly other: Person;
}

type Row = Record<'person' | 'other', Omit<Person, 'initials'>> & Record<'personal' | 'otherPersonal', Buffer>;

const columns = (alias: string): string =>
  `json_build_object('id', ${alias}.id, 'idAuxiliar', ${alias}.id_auxiliar, 'aspirantId', ${alias}.aspirant_id)`;

/**
 * Pairs of auxiliaries of the caller's entidad who share a mailbox: they help different aspirants, or were registered
 * with two spellings of it before mailboxes were compared. A person who helps two aspirants with one address is not
 * listed. Correcting either address resolves the pair.
 */
@QuerySpec({
  name: 'auxiliaries.list-shared-mailboxes',
  permission: 'auxiliaries.review',
  input,
  personalData: true,
})
export class ListSharedAuxiliaryMailboxes extends KernelQuery<z.input<typeof input>, SharedAuxiliaryMailbox[]> {}

@QueryHandler(ListSharedAuxiliaryMailboxes)
export class ListSharedAuxiliaryMailboxesHandler implements IQueryHandler<ListSharedAuxiliaryMailboxes> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListSharedAuxiliaryMailboxes): Promise<SharedAuxiliaryMailbox[]> {
    const { limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<Row>(
      `select ${columns('t')} as person, t.personal, ${columns('other')} as other, other.personal as "otherPersonal"
       from auxiliaries.auxiliary t
       join auxiliaries.auxiliary other on other.process_id = t.process_id and other.email_hash = t.email_hash
         and not other.mailbox_shared and other.status <> 'discharged' and other.clave_hash <> t.clave_hash
       where {visible} and t.mailbox_shared and t.status <> 'discharged' order by t.id limit $1`,
      [limit],
      { entidad: 't.entidad' },
    );
    return Promise.all(
      rows.map(async ({ person, personal, other, otherPersonal }) => ({
        person: await this.#person(person, personal),
        other: await this.#person(other, otherPersonal),
      })),
    );
  }

  async #person(person: Omit<Person, 'initials'>, personal: Buffer): Promise<Person> {
    return { ...person, initials: initials(await openRegistration(this.cipher, { id: person.id, personal })) };
  }
}
