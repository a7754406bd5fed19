import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** For this long after one of the two changes, the same official cannot make the other one. */
const SEPARATION_MS = 30 * 24 * 3_600_000;

const CHANGES = {
  email: `select from accounts.data_change where official_id = $1 and actor_id = $2 and at > $3 and 'email' = any(fields)`,
  'second-factor': `select from accounts.second_factor where official_id = $1 and ended_by = $2 and ended_at > $3`,
} as const;

/**
 * Another e-mail and the reset of the second factor together give control of an account, so two officials must make
 * them.
 * @param change the change that the actor must not have made.
 * @throws DomainError ACCOUNTS.NEEDS_ANOTHER_OFFICIAL
 */
export async function requireSecondOfficial(
  work: UnitOfWork,
  accountId: string,
  change: keyof typeof CHANGES,
  now: Date,
): Promise<void> {
  const since = new Date(now.getTime() - SEPARATION_MS);
  const made = await work.sql(CHANGES[change], [accountId, work.actor.id, since]);
  if (made.length > 0) throw new DomainError('ACCOUNTS.NEEDS_ANOTHER_OFFICIAL', { kind: 'conflict' });
}
