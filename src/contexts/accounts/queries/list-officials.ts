import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OFFICIAL_STATUSES } from '../domain/official-status.js';
import { ROLES } from '../domain/roles.js';
import { searchOfficials } from '../persistence/official-search.js';
import { SELECT_OFFICIAL, viewOf, type OfficialRow, type OfficialView } from '../persistence/official-views.js';

const LIST = { table: 'accounts.official', visibleBy: { entidad: 't.entidad' } };
const DECLARED = `exists (select from accounts.declaration d
  where d.official_id = t.id and d.accepted_at is null and d.refused_at is null)`;
const SORTS = { account: 't.account', ends: 't.grant_ends_at' } as const;

const input = z.object({
  ...pageRequestShape,
  sort: z.enum(['account', 'ends']).default('account'),
  accountId: z.uuid().optional(),
  /** `derfe` for officials without an entidad. */
  entidad: z.string().optional(),
  role: z.enum(ROLES).optional(),
  /** `declared`: pending with a Declaratoria to decide on; `pending`: the others that are pending. */
  status: z.enum([...OFFICIAL_STATUSES, 'declared']).optional(),
  /** Words, or parts of words, of the account, the person's name and the e-mail, in any order. */
  search: z.string().trim().min(1).max(254).optional(),
  /** What the search found for an earlier page of a file, so that each page need not decrypt every account again. */
  found: z.array(z.uuid()).optional(),
});

export interface FoundOfficials extends Page<OfficialView> {
  /** Ids of the accounts that the search found; undefined without a search. */
  readonly found: readonly string[] | undefined;
}

/**
 * A page of the officials in the actor's scope. It contains names and addresses, so the read is audited: one entry with
 * the ids of the accounts.
 */
@QuerySpec({ name: 'accounts.list-officials', permission: 'accounts.read', input, personalData: true })
export class ListOfficials extends KernelQuery<z.input<typeof input>, FoundOfficials> {}

@QueryHandler(ListOfficials)
export class ListOfficialsHandler implements IQueryHandler<ListOfficials> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListOfficials): Promise<FoundOfficials> {
    const {
      accountId,
      entidad,
      role,
      status,
      search,
      found: foundBefore,
      sort,
      ...pageRequest
    } = query.input as z.infer<typeof input>;
    const where = new Conditions()
      .and(entidad === 'derfe' ? '(t.entidad is null) = ?' : 't.entidad = ?', entidad === 'derfe' ? true : entidad)
      .and('t.id = ?', accountId)
      .and('t.role = ?', role)
      .and('t.status = ?', status === 'declared' ? 'pending' : status);
    if (status === 'declared') where.always(DECLARED);
    if (status === 'pending') where.always(`not ${DECLARED}`);
    const found =
      search === undefined ? undefined : (foundBefore ?? (await searchOfficials(this.work, this.cipher, search)));
    if (found !== undefined) where.and('t.id = any(?::uuid[])', found);
    const page = await readPage<{ id: string }>(
      this.work,
      { ...LIST, columns: 't.id', sort: SORTS[sort] },
      where,
      pageRequest,
    );
    const ids = page.rows.map(({ id }) => id);
    this.work.audit({
      subject: accountId === undefined ? ['list', 'officials'] : ['official', accountId],
      details: { records: ids.length, searched: search !== undefined, ids: ids.join(' ') },
    });
    return { ...page, rows: await this.#views(ids), total: await countUpToLimit(this.work, LIST, where), found };
  }

  async #views(ids: readonly string[]): Promise<OfficialView[]> {
    const rows = await this.work.rows<OfficialRow>(
      `${SELECT_OFFICIAL} where {visible} and o.id = any($1::uuid[])`,
      [ids],
      { entidad: 'o.entidad' },
    );
    const views = await Promise.all(rows.map((row) => viewOf(this.cipher, row)));
    return views.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }
}
