import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/**
 * The Declaratoria to decide on, which must still be the one that DERFE reviewed. The caller holds the lock of the
 * account, which a new delivery needs too.
 * @returns its id.
 * @throws DomainError ACCOUNTS.DECLARATION_MISSING, .DECLARATION_CHANGED_MEANWHILE
 */
export async function findReviewedDeclaration(work: UnitOfWork, accountId: string, reviewed: number): Promise<string> {
  const [latest] = await work.sql<{ id: string; refused: boolean; delivery: number }>(
    `select id, refused_at is not null as refused, count(*) over ()::int as delivery from accounts.declaration
     where official_id = $1 order by uploaded_at desc, id limit 1`,
    [accountId],
  );
  if (!latest || latest.refused) throw new DomainError('ACCOUNTS.DECLARATION_MISSING', { kind: 'conflict' });
  if (latest.delivery !== reviewed) {
    const params = { latest: latest.delivery, reviewed };
    throw new DomainError('ACCOUNTS.DECLARATION_CHANGED_MEANWHILE', { kind: 'conflict', params });
  }
  return latest.id;
}
