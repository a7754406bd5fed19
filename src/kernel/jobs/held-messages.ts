import type pg from 'pg';
import { codeOf, outageOf, type OutageError } from '../outages/outage.js';
import { MAX_DELIVERY_ATTEMPTS } from './delivery.js';
import type { StuckState } from './list-stuck-messages.js';

/** Delay after the first failure or deferral in seconds; doubled with each further one. */
const FIRST_DELAY_SECONDS = 2;
const MAX_DELAY_SECONDS = 10 * 60;
/** RFC 5321 §4.5.4.1: how long a message that the recipient's server rejects temporarily is retried. */
const RETRY_PERIOD = '5 days';

const DELAY = `least(${String(MAX_DELAY_SECONDS)}, ${String(FIRST_DELAY_SECONDS)} * 2 ^ least(%, 20)) * interval '1 second'`;

export interface HeldMessage {
  readonly id: string;
  /** Consumer and code of the error, never its message, which may quote values. */
  readonly cause: string;
  readonly now: Date;
}

/** The stored cause of an error: `notifications.deliver: mail ECONNREFUSED`. */
export function causeOf(consumer: string, error: unknown): string {
  const outage = outageOf(error);
  return `${consumer}: ${outage ? `${outage.service} ${outage.reason}` : codeOf(error)}`;
}

/** Counts a failed attempt and quarantines the message after the last one. */
export async function recordFailedAttempt(connection: pg.ClientBase, { id, cause, now }: HeldMessage): Promise<void> {
  await connection.query(
    `update kernel.outbox_message
     set attempts = attempts + 1, deferrals = 0, deferred_since = null, last_error = $2,
       available_at = $3::timestamptz + ${DELAY.replace('%', 'attempts')},
       quarantined_at = case when attempts + 1 >= $4 then $3::timestamptz end
     where id = $1`,
    [id, cause, now, MAX_DELIVERY_ATTEMPTS],
  );
}

/** Lets a message wait for the end of an outage, without counting an attempt. */
export async function deferMessage(
  connection: pg.ClientBase,
  { id, cause, now }: HeldMessage,
  { retryAt, onlyThisItem }: OutageError,
): Promise<void> {
  await connection.query(
    `update kernel.outbox_message
     set dispatched_at = null, deferrals = deferrals + 1, deferred_since = coalesce(deferred_since, $3), last_error = $2,
       available_at = coalesce($4, $3::timestamptz + ${DELAY.replace('%', 'deferrals')}),
       quarantined_at = case when $5 and deferred_since < $3::timestamptz - interval '${RETRY_PERIOD}'
                        then $3::timestamptz end
     where id = $1 and settled_at is null`,
    [id, cause, now, retryAt ?? null, onlyThisItem],
  );
}

/** Quarantines a message unless it is settled, and returns whether it did. */
export async function quarantineMessage(connection: pg.ClientBase, { id, cause, now }: HeldMessage): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update kernel.outbox_message set quarantined_at = $3, last_error = $2, deferred_since = null
     where id = $1 and settled_at is null`,
    [id, cause, now],
  );
  return rowCount === 1;
}

/**
 * Releases messages that are in quarantine or deferred, those that have waited longest first.
 * @returns how many messages it released.
 */
export async function releaseMessages(
  connection: pg.ClientBase,
  {
    messageId,
    state,
    limit,
  }: { readonly messageId?: string; readonly state?: StuckState | undefined; readonly limit: number },
): Promise<number> {
  const { rowCount } = await connection.query(
    `update kernel.outbox_message
     set quarantined_at = null, deferred_since = null, dispatched_at = null, attempts = 0, deferrals = 0,
       available_at = '-infinity'
     where id in (
       select id from kernel.outbox_message
       where (quarantined_at is not null or deferred_since is not null) and settled_at is null
         and ($1::uuid is null or id = $1) and ($2::text is null or ($2 = 'quarantined') = (quarantined_at is not null))
       order by coalesce(quarantined_at, deferred_since), id limit $3 for update skip locked)`,
    [messageId ?? null, state ?? null, limit],
  );
  return rowCount ?? 0;
}
