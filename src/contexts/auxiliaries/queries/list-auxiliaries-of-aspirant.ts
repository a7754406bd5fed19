import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { displayName } from '../domain/registration.js';
import {
  AUXILIARY_COLUMNS,
  AUXILIARY_STATUSES,
  openRegistration,
  type AuxiliaryRow,
  type AuxiliaryStatus,
} from '../persistence/auxiliary-records.js';
import { applySearch } from '../persistence/auxiliary-search.js';
import { CURRENT_PAPERS, LACKS_PAPERS, NEVER_CAPTURED, type PaperKind } from '../persistence/paper-records.js';
import { DEVICE_COLUMNS, type DeviceCounts } from '../persistence/known-devices.js';

const LIST = { table: 'auxiliaries.auxiliary', visibleBy: { entidad: 't.entidad', aspirantId: 't.aspirant_id' } };

type Row = AuxiliaryRow & DeviceCounts & { papers: Partial<Record<PaperKind, number>>; neverCaptured: boolean };

const input = z.object({
  ...pageRequestShape,
  aspirantId: z.uuid(),
  status: z.enum(AUXILIARY_STATUSES).optional(),
  ids: z.array(z.uuid()).max(500).optional(),
  /**
   * Words of the name in any order, telephone, Id Auxiliar or a part of it, e-mail, clave de elector or folio of a
   * support.
   */
  search: z.string().trim().min(1).max(254).optional(),
  /** Only people without a scan of the responsiva or of the credential, or who must sign the responsiva again (§6.7). */
  lacksPapers: z.boolean().default(false),
});

/** `outdated`: signed before the data was corrected. `not-needed`: missing, but the person never captured. */
export type CurrentPaper = 'kept' | 'outdated' | 'missing' | 'not-needed';

export interface AuxiliaryView extends DeviceCounts {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly displayName: string;
  readonly email: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly status: AuxiliaryStatus;
  readonly papers: Readonly<Record<PaperKind, CurrentPaper>>;
  readonly telefonoMovil: string;
  /** When an e-mail to the current address bounced; null if none did. */
  readonly emailBouncedAt: string | null;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

/**
 * One page of an aspirant's auxiliaries with their personal data, in the order of registration (§6.1 A). Every call is
 * audited. The back office uses `ListMaskedAuxiliaries`.
 */
@QuerySpec({
  name: 'auxiliaries.list-auxiliaries-of-aspirant',
  permission: 'auxiliaries.read',
  input,
  personalData: true,
})
export class ListAuxiliariesOfAspirant extends KernelQuery<z.input<typeof input>, Page<AuxiliaryView>> {}

@QueryHandler(ListAuxiliariesOfAspirant)
export class ListAuxiliariesOfAspirantHandler implements IQueryHandler<ListAuxiliariesOfAspirant> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListAuxiliariesOfAspirant): Promise<Page<AuxiliaryView>> {
    const { aspirantId, status, search, ids, lacksPapers, ...pageRequest } = query.input as z.infer<typeof input>;
    const aspirant = await this.dispatcher.ask(this.work.actor, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    const where = new Conditions().and('t.aspirant_id = ?', aspirantId).and('t.status = ?', status);
    where.and('t.id = any(?::uuid[])', ids);
    if (lacksPapers) where.always(LACKS_PAPERS);
    await applySearch(where, this.hash, search, [aspirant.processId]);
    const columns = `${AUXILIARY_COLUMNS}, ${DEVICE_COLUMNS}, ${CURRENT_PAPERS} as papers,
      ${NEVER_CAPTURED} as "neverCaptured"`;
    const page = await readPage<Row>(this.work, { ...LIST, columns, sort: 't.registered_at' }, where, pageRequest);
    return {
      ...page,
      rows: await Promise.all(page.rows.map((row) => this.#view(row))),
      total: await countUpToLimit(this.work, { ...LIST, sort: 't.registered_at' }, where),
    };
  }

  async #view(row: Row): Promise<AuxiliaryView> {
    const { responsiva, credencial } = row.papers;
    const personal = await openRegistration(this.cipher, row);
    const absent = row.neverCaptured ? 'not-needed' : 'missing';
    return {
      auxiliaryId: row.id,
      idAuxiliar: row.idAuxiliar,
      displayName: displayName(personal),
      email: personal.email,
      emailProvider: row.emailProvider,
      status: row.status,
      telefonoMovil: personal.telefonoMovil,
      devices: row.devices,
      devicesToReview: row.devicesToReview,
      devicesSuspended: row.devicesSuspended,
      papers: {
        responsiva: responsiva === undefined ? absent : responsiva < row.version ? 'outdated' : 'kept',
        credencial: credencial === undefined ? absent : 'kept',
      },
      emailBouncedAt: row.emailBouncedAt,
      registeredAt: row.registeredAt,
    };
  }
}
