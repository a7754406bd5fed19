import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page, type Total } from '../../../kernel/lists/page.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAllProcesses } from '../../processes/index.js';
import { initials } from '../domain/name-words.js';
import { personalContext, type Registration } from '../domain/registration.js';
import { AUXILIARY_STATUSES, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import { applySearch } from '../persistence/auxiliary-search.js';
import { DEVICE_COLUMNS, HELPS_OTHER_ASPIRANT, type DeviceCounts } from '../persistence/known-devices.js';

const LIST = { table: 'auxiliaries.auxiliary', visibleBy: { entidad: 't.entidad', aspirantId: 't.aspirant_id' } };
const SORTS = { registered: 't.registered_at', id: 't.id_auxiliar' } as const;
const COLUMNS = `t.id, t.id_auxiliar as "idAuxiliar", t.process_id as "processId", t.aspirant_id as "aspirantId", t.status,
  t.personal, t.email_bounced_at is not null and t.status <> 'discharged' as bounced, t.registered_at as "registeredAt",
  ${DEVICE_COLUMNS},
  t.status <> 'discharged' and ${HELPS_OTHER_ASPIRANT} as "otherAspirant"`;

/**
 * An array of ids, because few devices need review: with a join, the planner would scan the whole sort index to find
 * them.
 */
const HAS_DEVICE_TO_REVIEW = `t.status <> 'discharged' and t.id = any(array(
  select d.auxiliary_id from auxiliaries.known_device d where d.status = 'por-revisar'))`;

const DIMENSIONS = { entidad: 'entidad', aspirantId: 'aspirantId' };

const input = z.object({
  ...pageRequestShape,
  sort: z.enum(['registered', 'id']).default('registered'),
  processId: z.uuid().optional(),
  aspirantId: z.uuid().optional(),
  status: z.enum(AUXILIARY_STATUSES).optional(),
  /** Only auxiliaries who have a device for the OPL to review (§7.4). */
  toReview: z.literal(true).optional(),
  /**
   * Words of the name in any order, telephone, Id Auxiliar or a part of it, e-mail, clave de elector or folio of a
   * support.
   */
  search: z.string().trim().min(1).max(254).optional(),
});

export interface MaskedAuxiliary extends DeviceCounts {
  readonly id: string;
  readonly idAuxiliar: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly initials: string;
  readonly status: AuxiliaryStatus;
  /** The last e-mail to the current address bounced (decision 42). */
  readonly bounced: boolean;
  /** The person is an active auxiliary of another aspirant of the process. */
  readonly otherAspirant: boolean;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

/**
 * One page of the auxiliaries of the caller's entidad, with initials only; `RevealAuxiliary` returns the full data.
 * Every call is audited, including whether it was a search.
 */
@QuerySpec({ name: 'auxiliaries.list-masked-auxiliaries', permission: 'auxiliaries.read', input, personalData: true })
export class ListMaskedAuxiliaries extends KernelQuery<z.input<typeof input>, Page<MaskedAuxiliary>> {}

@QueryHandler(ListMaskedAuxiliaries)
export class ListMaskedAuxiliariesHandler implements IQueryHandler<ListMaskedAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: ListMaskedAuxiliaries): Promise<Page<MaskedAuxiliary>> {
    const { processId, aspirantId, status, toReview, search, sort, ...pageRequest } = query.input as z.infer<
      typeof input
    >;
    this.work.audit({ subject: ['list', 'auxiliaries'], details: { searched: search !== undefined } });
    const where = new Conditions()
      .and('t.process_id = ?', processId)
      .and('t.aspirant_id = ?', aspirantId)
      .and('t.status = ?', status);
    if (toReview) where.always(HAS_DEVICE_TO_REVIEW);
    if (search !== undefined) {
      await applySearch(where, this.hash, search, processId === undefined ? await this.#processIds() : [processId]);
    }
    const page = await readPage<MaskedAuxiliary & { personal: Buffer }>(
      this.work,
      { ...LIST, columns: COLUMNS, sort: SORTS[sort] },
      where,
      pageRequest,
    );
    const narrowed = status !== undefined || toReview !== undefined || search !== undefined;
    return {
      ...page,
      rows: await Promise.all(page.rows.map((row) => this.#view(row))),
      total: narrowed
        ? await countUpToLimit(this.work, search === undefined ? LIST : { ...LIST, sort: SORTS.registered }, where)
        : await this.#registered({ processId, aspirantId }),
    };
  }

  async #processIds(): Promise<string[]> {
    return (await this.dispatcher.ask(this.work.actor, new ListAllProcesses({}))).map(({ id }) => id);
  }

  /** Everyone ever registered, from the counter. */
  async #registered(within: Readonly<Record<string, string | undefined>>): Promise<Total> {
    const dimensions = Object.fromEntries(
      Object.entries(within).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
    return { value: await this.work.sumCounter('auxiliaries.registered', DIMENSIONS, dimensions), more: false };
  }

  async #view({ personal, ...row }: MaskedAuxiliary & { personal: Buffer }): Promise<MaskedAuxiliary> {
    const names = JSON.parse(await this.cipher.decryptText(personal, personalContext(row.id))) as Registration;
    return { ...row, initials: initials(names) };
  }
}
