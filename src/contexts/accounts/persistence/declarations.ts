import type { AppConfig } from '../../../kernel/config/config.js';
import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeclarationData } from '../documents/declaration.js';
import { ROLE_TABLE } from '../domain/roles.js';
import { decryptPersonal, type OfficialRow } from './official-views.js';

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

/** What the form of a Declaratoria states about an account. */
export async function declarationData(
  cipher: FieldCipher,
  { mode }: Pick<AppConfig, 'mode'>,
  official: Pick<OfficialRow, 'id' | 'personal' | 'account' | 'role' | 'entidad'> & {
    readonly grantEndsAt: string | Date;
  },
): Promise<Omit<DeclarationData, 'printedAt'>> {
  return {
    ...(await decryptPersonal(cipher, official)),
    account: official.account,
    roleLabel: ROLE_TABLE[official.role].label,
    entidad: official.entidad,
    grantEndsAt: new Date(official.grantEndsAt),
    demonstration: mode === 'demonstration',
  };
}
