import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId, randomToken } from '../../../kernel/crypto/random.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const HOUR = 3_600_000;
/** Validity of a link, as stated in its e-mail. */
export const CONFIRMATION_HOURS = 24;
const MIN_INTERVAL_MS = 10 * 60_000;
const MAX_PER_DAY = 5;

export interface Confirmation {
  readonly id: string;
  readonly auxiliaryId: string;
  readonly subject: string;
}

/**
 * Records that an account has requested to be bound to an auxiliary.
 * @returns undefined if the account requested it less than ten minutes ago, or the auxiliary has reached the daily
 * limit; then no e-mail is sent.
 */
export async function recordConfirmation(
  work: UnitOfWork,
  { auxiliaryId, subject, now }: { readonly auxiliaryId: string; readonly subject: string; readonly now: Date },
): Promise<string | undefined> {
  const [requests] = await work.sql<{ today: number; recent: number }>(
    `select count(*)::int as today,
       (count(*) filter (where asked_at > $3 and sign_in_subject = $4 and expires_at > $5))::int as recent
     from auxiliaries.account_confirmation where auxiliary_id = $1 and asked_at > $2`,
    [auxiliaryId, new Date(now.getTime() - 24 * HOUR), new Date(now.getTime() - MIN_INTERVAL_MS), subject, now],
  );
  if ((requests?.recent ?? 0) > 0 || (requests?.today ?? 0) >= MAX_PER_DAY) return undefined;
  const id = randomId();
  await work.sql(
    `insert into auxiliaries.account_confirmation (id, auxiliary_id, sign_in_subject, asked_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [id, auxiliaryId, subject, now, new Date(now.getTime() + CONFIRMATION_HOURS * HOUR)],
  );
  return id;
}

/** Invalidates the pending confirmations of an auxiliary: links that were sent or will be sent to a wrong address. */
export async function expireConfirmations(work: UnitOfWork, auxiliaryId: string, now: Date): Promise<void> {
  await work.sql(
    `update auxiliaries.account_confirmation set expires_at = $2
     where auxiliary_id = $1 and confirmed_at is null and expires_at > $2`,
    [auxiliaryId, now],
  );
}

/** @returns the auxiliary id of a pending confirmation; undefined if it is confirmed or expired. */
export async function findUnconfirmed(
  work: UnitOfWork,
  confirmationId: string,
  now: Date,
): Promise<string | undefined> {
  const [row] = await work.sql<{ auxiliaryId: string }>(
    `select auxiliary_id as "auxiliaryId" from auxiliaries.account_confirmation
     where id = $1 and confirmed_at is null and expires_at > $2`,
    [confirmationId, now],
  );
  return row?.auxiliaryId;
}

/** Creates the token of a link. Invalidates the previous one. */
export async function issueToken(work: UnitOfWork, confirmationId: string): Promise<string> {
  const token = randomToken();
  await work.sql('update auxiliaries.account_confirmation set token_digest = $2 where id = $1', [
    confirmationId,
    sha256(token),
  ]);
  return token;
}

/** @returns undefined if the token is unknown. */
export async function findConfirmation(work: UnitOfWork, token: string): Promise<Confirmation | undefined> {
  const [row] = await work.sql<Confirmation & object>(
    `select id, auxiliary_id as "auxiliaryId", sign_in_subject as subject from auxiliaries.account_confirmation
     where token_digest = $1`,
    [sha256(token)],
  );
  return row;
}

/** @returns false if the confirmation was already used or has expired. */
export async function markConfirmed(work: UnitOfWork, confirmationId: string, now: Date): Promise<boolean> {
  const marked = await work.sql(
    `update auxiliaries.account_confirmation set confirmed_at = $2
     where id = $1 and confirmed_at is null and expires_at > $2 returning id`,
    [confirmationId, now],
  );
  return marked.length > 0;
}
