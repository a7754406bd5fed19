import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type Faults } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficialStatus } from '../domain/official-status.js';
import { Official } from '../domain/official.entity.js';

/**
 * Locks the account's row until the transaction ends.
 * @throws DomainError ACCESS.OUT_OF_SCOPE if there is no such account.
 */
export async function lockOfficial(em: EntityManager, accountId: string): Promise<Official> {
  const official = await em.findOne(Official, { id: accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!official) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return official;
}

/**
 * Rewrites unchanged the rows that a sign-in relies on, so that its audit entry has their digests: an alteration is then
 * found even if it is undone before the rows are verified.
 */
export async function recordSignInRows(work: UnitOfWork, accountId: string): Promise<void> {
  await work.sql('update accounts.official set id = id where id = $1', [accountId]);
  await work.sql('update accounts.second_factor set id = id where official_id = $1', [accountId]);
}

/**
 * Adds ACCOUNTS.EMAIL_TAKEN if another account that is not closed has this e-mail. Otherwise adds
 * ACCOUNTS.EMAIL_USED_BEFORE if such an account had both this e-mail and a password before a correction (§4.2), unless
 * DERFE stated that the e-mail was another person's.
 */
export async function checkEmailFree(
  work: UnitOfWork,
  emailHash: Buffer,
  faults: Faults,
  except?: string,
): Promise<void> {
  const [taken] = await work.sql<{ current: boolean }>(
    `select o.email_hash = $1 as current from accounts.official o
     where o.status <> 'closed' and o.id is distinct from $2::uuid and (o.email_hash = $1 or exists (
       select from accounts.data_change c where c.official_id = o.id and c.former_email_hash = $1 and not exists (
         select from accounts.data_change later
         where later.official_id = o.id and later.other_person and later.id >= c.id)))
     order by current desc limit 1`,
    [emailHash, except ?? null],
  );
  if (!taken) return;
  const code = taken.current ? 'ACCOUNTS.EMAIL_TAKEN' : 'ACCOUNTS.EMAIL_USED_BEFORE';
  faults.add(code, { kind: 'conflict', field: 'email' });
}

/** The scope of an account, for authorization. */
export function resourceOf(official: Pick<Official, 'id' | 'entidad'>): Record<string, string> {
  return { entidad: official.entidad ?? 'derfe', accountId: official.id };
}

export interface StatusMove {
  readonly officialId: string;
  readonly from: OfficialStatus | null;
  readonly to: OfficialStatus;
  readonly at: Date;
  readonly reason?: string;
}

export async function recordStatusMove(work: UnitOfWork, move: StatusMove): Promise<void> {
  await work.sql(
    `insert into accounts.status_move (official_id, from_status, to_status, actor_id, at, reason)
     values ($1, $2, $3, $4, $5, $6)`,
    [move.officialId, move.from, move.to, work.actor.id, move.at, move.reason ?? null],
  );
}
