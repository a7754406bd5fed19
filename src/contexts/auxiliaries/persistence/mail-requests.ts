import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const DAY = 24 * 3_600_000;
const MAX_PER_DAY = 5;
const MIN_INTERVAL_MINUTES = 10;

/**
 * Counts a requested e-mail and enforces the rate limits that prevent flooding a mailbox (§6.5).
 * @throws DomainError AUXILIARIES.RESEND_TOO_SOON, AUXILIARIES.RESENDS_SPENT
 */
export async function countMailRequest(
  work: UnitOfWork,
  auxiliaryId: string,
  reason: 'resend' | 'correction',
  now: Date,
): Promise<void> {
  const [requests] = await work.sql<{ today: number; last: string | null }>(
    `select count(*)::int as today, max(at) filter (where reason = 'resend') as last
     from auxiliaries.mail_request where auxiliary_id = $1 and at > $2`,
    [auxiliaryId, new Date(now.getTime() - DAY)],
  );
  if ((requests?.today ?? 0) >= MAX_PER_DAY) {
    throw new DomainError('AUXILIARIES.RESENDS_SPENT', { kind: 'too-many', params: { allowed: MAX_PER_DAY } });
  }
  const last = requests?.last ? new Date(requests.last).getTime() : 0;
  if (reason === 'resend' && now.getTime() - last < MIN_INTERVAL_MINUTES * 60_000) {
    throw new DomainError('AUXILIARIES.RESEND_TOO_SOON', {
      kind: 'too-many',
      params: { minutes: MIN_INTERVAL_MINUTES },
    });
  }
  await work.sql(
    `insert into auxiliaries.mail_request (auxiliary_id, reason, actor_kind, actor_id, at) values ($1, $2, $3, $4, $5)`,
    [auxiliaryId, reason, work.actor.kind, work.actor.id, now],
  );
}
