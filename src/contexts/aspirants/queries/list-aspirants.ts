import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { normaliseClaveElector, parseClaveElector } from '#electoral/identifiers';
import { normaliseEmail } from '#electoral/normalise';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { inSpanishOrder, whereWordsFound } from '../../../kernel/lists/search-text.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ASPIRANT_STATUSES } from '../domain/aspirant-status.js';
import { claveHash, emailHash } from '../persistence/hashes.js';
import { SUMMARY_COLUMNS, type AspirantSummary } from '../persistence/aspirant-records.js';

const LIST = { table: 'aspirants.aspirant', visibleBy: { entidad: 't.entidad', aspirantId: 't.id' } };
const SORTS = { name: inSpanishOrder('t.display_name'), registered: 't.registered_at' } as const;

const input = z.object({
  ...pageRequestShape,
  sort: z.enum(['name', 'registered']).default('name'),
  processId: z.uuid().optional(),
  status: z.enum(ASPIRANT_STATUSES).optional(),
  /** Words, or parts of words, of the name and the folio, in any order; or an e-mail; or a clave de elector. */
  search: z.string().trim().min(1).max(254).optional(),
  ids: z.array(z.uuid()).max(200).optional(),
});

/** Returns one page of the aspirants in the caller's scope. */
@QuerySpec({ name: 'aspirants.list-aspirants', permission: 'aspirants.read', input })
export class ListAspirants extends KernelQuery<z.input<typeof input>, Page<AspirantSummary>> {}

@QueryHandler(ListAspirants)
export class ListAspirantsHandler implements IQueryHandler<ListAspirants> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
  ) {}

  async execute(query: ListAspirants): Promise<Page<AspirantSummary>> {
    const { processId, status, search, ids, sort, ...pageRequest } = query.input as z.infer<typeof input>;
    const where = new Conditions()
      .and('t.id = any(?::uuid[])', ids)
      .and('t.process_id = ?', processId)
      .and('t.status = ?', status);
    await this.#applySearch(where, search);
    const page = await readPage<AspirantSummary>(
      this.work,
      { ...LIST, columns: SUMMARY_COLUMNS, sort: SORTS[sort] },
      where,
      pageRequest,
    );
    return { ...page, total: await countUpToLimit(this.work, LIST, where) };
  }

  async #applySearch(where: Conditions, text: string | undefined): Promise<void> {
    const clave = normaliseClaveElector(text ?? '');
    if (text?.includes('@')) {
      const hash = await emailHash(this.hash, normaliseEmail(text));
      where.and('(t.email_hash = ? or t.pending_email_hash = ?)', hash);
    } else if (parseClaveElector(clave)) where.and('t.clave_hash = ?', await claveHash(this.hash, clave));
    else whereWordsFound(where, 't.search_text', text);
  }
}
