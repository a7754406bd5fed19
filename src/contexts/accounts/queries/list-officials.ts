import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { mailboxOf, normaliseEmail } from '#electoral/normalise';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OFFICIAL_STATUSES } from '../domain/official-status.js';
import { ROLE_TABLE, ROLES } from '../domain/roles.js';
import {
  decryptPersonal,
  SELECT_OFFICIAL,
  type OfficialRow,
  type OfficialView,
} from '../persistence/official-views.js';

const LIST = { table: 'accounts.official', visibleBy: { entidad: 't.entidad' } };
const SORTS = { account: 't.account', ends: 't.grant_ends_at' } as const;

const input = z.object({
  ...pageRequestShape,
  sort: z.enum(['account', 'ends']).default('account'),
  accountId: z.uuid().optional(),
  /** `derfe` for officials without an entidad. */
  entidad: z.string().optional(),
  role: z.enum(ROLES).optional(),
  status: z.enum(OFFICIAL_STATUSES).optional(),
  /** Part of the account, or the whole institutional e-mail. */
  search: z.string().transform(normaliseEmail).pipe(z.string().min(1).max(254)).optional(),
});

/**
 * A page of the officials in the actor's scope. It contains names and addresses, so the read is audited: one entry with
 * the ids of the accounts.
 */
@QuerySpec({ name: 'accounts.list-officials', permission: 'accounts.read', input, personalData: true })
export class ListOfficials extends KernelQuery<z.input<typeof input>, Page<OfficialView>> {}

@QueryHandler(ListOfficials)
export class ListOfficialsHandler implements IQueryHandler<ListOfficials> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async execute(query: ListOfficials): Promise<Page<OfficialView>> {
    const { accountId, entidad, role, status, search, sort, ...pageRequest } = query.input as z.infer<typeof input>;
    const where = new Conditions()
      .and(entidad === 'derfe' ? '(t.entidad is null) = ?' : 't.entidad = ?', entidad === 'derfe' ? true : entidad)
      .and('t.id = ?', accountId)
      .and('t.role = ?', role)
      .and('t.status = ?', status);
    if (search !== undefined) {
      const email = await this.hash.digest('accounts.email', [mailboxOf(search)]);
      where.and(`(strpos(t.account, ?) > 0 or t.email_hash = ${where.value(email)})`, search);
    }
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
    return { ...page, rows: await this.#views(ids), total: await countUpToLimit(this.work, LIST, where) };
  }

  async #views(ids: readonly string[]): Promise<OfficialView[]> {
    const rows = await this.work.rows<OfficialRow>(
      `${SELECT_OFFICIAL} where {visible} and o.id = any($1::uuid[])`,
      [ids],
      { entidad: 'o.entidad' },
    );
    const views = await Promise.all(
      rows.map(async (row): Promise<OfficialView> => {
        const { personal: _, ...rest } = row;
        return { ...rest, ...(await decryptPersonal(this.cipher, row)), roleLabel: ROLE_TABLE[row.role].label };
      }),
    );
    return views.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }
}
