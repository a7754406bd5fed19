import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { searchOfficials } from '../persistence/official-search.js';

const input = z.object({
  /** Words, or parts of words, of the account, the person's name and the e-mail, in any order. */
  search: z.string().max(254),
  limit: z.number().int().min(1),
});

/**
 * Ids of the accounts with these words, oldest first, to find the audit entries about them. It shows no personal data,
 * so only the search itself is audited, by the query that shows the entries. Therefore only readers of the audit trail
 * may run it.
 */
@QuerySpec({ name: 'accounts.find-officials', permission: 'audit.read', input })
export class FindOfficials extends KernelQuery<z.infer<typeof input>, string[]> {}

@QueryHandler(FindOfficials)
export class FindOfficialsHandler implements IQueryHandler<FindOfficials> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  execute({ input: { search, limit } }: FindOfficials): Promise<string[]> {
    return searchOfficials(this.work, this.cipher, search, limit);
  }
}
