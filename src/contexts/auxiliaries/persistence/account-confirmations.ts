import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId, randomToken } from '../../../kernel/crypto/random.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const HOUR = 3_600_000;
/** How long a link holds, as its e-mail says. */
export const CONFIRMATION_HOURS = 24;
const GAP = 10 * 60_000;
const PER_DAY = 5;

export interface Confirmation {
  readonly id: string;
  readonly auxiliaryId: string;
  readonly subject: string;
}

/**
 * Writes down that an account asks to be bound to an auxiliary.
 * @returns undefined when it asked a moment ago, or the auxiliary was asked as often as in a day they may be: then nothing
 * more is mailed.
 */
export async function recordConfirmation(
  work: UnitOfWork,
  { auxiliaryId, subject, now }: { readonly auxiliaryId: string; readonly subject: string; readonly now: Date },
): Promise<string | undefined> {
  const [asked] = await work.sql<{ today: number; recent: number }>(
    `select count(*)::int as today, (count(*) filter (where asked_at > $3 and sign_in_subject = $4))::int as recent
     from auxiliaries.account_confirmation where auxiliary_id = $1 and asked_at > $2`,
    [auxiliaryId, new Date(now.getTime() - 24 * HOUR), new Date(now.getTime() - GAP), subject],
  );
  if ((asked?.recent ?? 0) > 0 || (asked?.today ?? 0) >= PER_DAY) return undefined;
  const id = randomId();
  await work.sql(
    `insert into auxiliaries.account_confirmation (id, auxiliary_id, sign_in_subject, asked_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [id, auxiliaryId, subject, now, new Date(now.getTime() + CONFIRMATION_HOURS * HOUR)],
  );
  return id;
}

/** @returns the auxiliary of a confirmation that was asked for and not given yet. */
export async function findUnconfirmed(work: UnitOfWork, confirmationId: string): Promise<string | undefined> {
  const [row] = await work.sql<{ auxiliaryId: string }>(
    `select auxiliary_id as "auxiliaryId" from auxiliaries.account_confirmation where id = $1 and confirmed_at is null`,
    [confirmationId],
  );
  return row?.auxiliaryId;
}

/** Makes the token of the link that is about to be mailed; one mailed before is then good for nothing. */
export async function issueToken(work: UnitOfWork, confirmationId: string): Promise<string> {
  const token = randomToken();
  await work.sql('update auxiliaries.account_confirmation set token_digest = $2 where id = $1', [
    confirmationId,
    sha256(token),
  ]);
  return token;
}

/** @returns undefined when the link is none of ours, was used, or its time is over. */
export async function findConfirmation(work: UnitOfWork, token: string, now: Date): Promise<Confirmation | undefined> {
  const [row] = await work.sql<Confirmation & object>(
    `select id, auxiliary_id as "auxiliaryId", sign_in_subject as subject from auxiliaries.account_confirmation
     where token_digest = $1 and confirmed_at is null and expires_at > $2 for update`,
    [sha256(token), now],
  );
  return row;
}
