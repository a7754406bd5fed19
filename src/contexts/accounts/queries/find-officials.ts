import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { searchText, searchWords } from '../../../kernel/lists/search-text.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { decryptPersonal } from '../persistence/official-views.js';

const ROWS_AT_ONCE = 500;

const input = z.object({
  /** Words or parts of them, of the account, the person's name and the e-mail, in any order. */
  search: z.string().max(254),
  limit: z.number().int().min(1),
});

/**
 * Ids of the accounts with these words, oldest first, for a search of entries about them. It shows no personal data, so
 * only the search itself is audited, by the query that shows the entries. Therefore only readers of the audit trail may
 * ask it.
 */
@QuerySpec({ name: 'accounts.find-officials', permission: 'audit.read', input })
export class FindOfficials extends KernelQuery<z.infer<typeof input>, string[]> {}

interface Row {
  readonly id: string;
  readonly account: string;
  readonly personal: Buffer;
}

@QueryHandler(FindOfficials)
export class FindOfficialsHandler implements IQueryHandler<FindOfficials> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  /** Names are encrypted, and an installation has some thousands of accounts: they are compared one by one. */
  async execute({ input: { search, limit } }: FindOfficials): Promise<string[]> {
    const words = searchWords(search);
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const rows: Row[] = await this.work.rows<Row>(
        `select t.id, t.account, t.personal from accounts.official t
         where {visible} and ($1::uuid is null
           or (t.created_at, t.id) > ((select created_at from accounts.official where id = $1::uuid), $1::uuid))
         order by t.created_at, t.id limit ${String(ROWS_AT_ONCE)}`,
        [after],
        { entidad: 't.entidad' },
      );
      for (const row of rows) {
        if (found.length < limit && words.length > 0 && (await this.#matches(row, words))) found.push(row.id);
      }
      after = rows.at(-1)?.id ?? null;
      if (rows.length < ROWS_AT_ONCE || found.length >= limit) return found;
    }
  }

  async #matches(row: Row, words: readonly string[]): Promise<boolean> {
    const { fullName, email } = await decryptPersonal(this.cipher, row);
    const known = searchText(`${row.account} ${fullName} ${email}`);
    return words.every((word) => known.includes(word));
  }
}
