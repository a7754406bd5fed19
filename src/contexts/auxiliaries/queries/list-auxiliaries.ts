import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { displayName } from '../domain/registration.js';
import {
  AUXILIARY_COLUMNS,
  openRegistration,
  type AuxiliaryRow,
  type AuxiliaryStatus,
} from '../persistence/auxiliary-records.js';

const input = z.object({ aspirantId: z.uuid(), limit: z.number().int().min(1).max(500).default(200) });

export interface AuxiliaryView {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly displayName: string;
  readonly email: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly status: AuxiliaryStatus;
  readonly devices: number;
  /** When a message to the present address came back; null while none did. */
  readonly emailBouncedAt: string | null;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

/** The auxiliaries of an aspirant, newest first (§6.1 A). Shows personal data: the look is audited. */
@QuerySpec({ name: 'auxiliaries.list-auxiliaries', permission: 'auxiliaries.read', input, personalData: true })
export class ListAuxiliaries extends KernelQuery<z.input<typeof input>, AuxiliaryView[]> {}

@QueryHandler(ListAuxiliaries)
export class ListAuxiliariesHandler implements IQueryHandler<ListAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListAuxiliaries): Promise<AuxiliaryView[]> {
    const { aspirantId, limit } = query.input as z.infer<typeof input>;
    const aspirant = await this.dispatcher.ask(
      systemActor('auxiliaries.list-auxiliaries'),
      new GetAspirant({ aspirantId }),
    );
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    const rows = await this.work.sql<AuxiliaryRow & { devices: number }>(
      `select ${AUXILIARY_COLUMNS},
         (select count(*)::int from auxiliaries.device d where d.auxiliary_id = a.id) as devices
       from auxiliaries.auxiliary a where aspirant_id = $1 order by registered_at desc, id limit $2`,
      [aspirantId, limit],
    );
    return Promise.all(rows.map((row) => this.#view(row)));
  }

  async #view(row: AuxiliaryRow & { devices: number }): Promise<AuxiliaryView> {
    const personal = await openRegistration(this.cipher, row);
    return {
      auxiliaryId: row.id,
      idAuxiliar: row.idAuxiliar,
      displayName: displayName(personal),
      email: personal.email,
      emailProvider: row.emailProvider,
      status: row.status,
      devices: row.devices,
      emailBouncedAt: row.emailBouncedAt,
      registeredAt: row.registeredAt,
    };
  }
}
