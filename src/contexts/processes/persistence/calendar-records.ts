import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { legalDates, moveDates, type DateMove, type StoredDate } from '../domain/calendar.js';
import type { LegalDeadlineKey } from '../domain/legal-deadlines.js';
import { findPeriods, KEY_IS_LATE } from './process-records.js';

export interface ChangeReason {
  readonly reason?: string | undefined;
  readonly agreement?: string | undefined;
}

/**
 * Recomputes the calendar of a process from its periods and its close, and records every previous date.
 * The caller must hold the lock of {@link lockProcess}.
 * @returns the changes.
 */
export async function updateCalendar(
  work: UnitOfWork,
  processId: string,
  { reason, agreement }: ChangeReason,
  now: Date,
): Promise<DateMove[]> {
  const [closing] = await work.sql<{ closedAt: string | null }>(
    `select closed_at as "closedAt" from processes.process where id = $1`,
    [processId],
  );
  const deliveredAt = closing?.closedAt == null ? null : new Date(closing.closedAt);
  const derived = legalDates(await findPeriods(work, { processId }), deliveredAt);
  const moves = moveDates(await findStoredDates(work, processId), derived, now);
  for (const { key, periodId, from, to } of moves) {
    const [row] = await work.sql<{ id: string }>(
      `insert into processes.calendar_date (process_id, period_id, key, at) values ($1, $2, $3, $4)
       on conflict on constraint calendar_date_once do update set at = excluded.at returning id`,
      [processId, periodId, key, to],
    );
    if (from === null) continue;
    await work.sql(
      `insert into processes.calendar_move (date_id, former_at, new_at, reason, agreement, moved_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [row?.id, from, to, reason ?? null, agreement ?? null, now],
    );
  }
  return moves;
}

async function findStoredDates(work: UnitOfWork, processId: string): Promise<StoredDate[]> {
  const rows = await work.sql<{ key: LegalDeadlineKey; periodId: string | null; at: string | null }>(
    `select key, period_id as "periodId", at from processes.calendar_date where process_id = $1`,
    [processId],
  );
  return rows.map((row) => ({ ...row, at: row.at === null ? null : new Date(row.at) }));
}

/** A legal date with the data that a message about it shows. */
export interface CalendarDate {
  readonly id: string;
  readonly key: LegalDeadlineKey;
  readonly at: Date | null;
  /** Null if the date applies to the whole process. */
  readonly periodId: string | null;
  readonly processId: string;
  readonly idProceso: string;
  readonly processName: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly officeName: string | null;
  /** Records that the required action was completed, e.g. a key was registered and tested. */
  readonly met: boolean;
  /** When the required action was first done, ISO 8601, UTC. */
  readonly metAt: string | null;
  /** Whether that was after the date. */
  readonly metLate: boolean;
}

/** Alias `d` is `processes.calendar_date`, `p` is `processes.process`. */
export const SELECT_DATES = `select d.id, d.key, d.at, d.period_id as "periodId", p.id as "processId",
    p.id_proceso as "idProceso", p.name as "processName", p.entidad, p.practice, o.name as "officeName",
    k.registered_at is not null as met, k.registered_at as "metAt", ${KEY_IS_LATE} as "metLate"
  from processes.calendar_date d
  join processes.process p on p.id = d.process_id
  left join processes.capture_period c on c.id = d.period_id
  left join processes.office o on o.id = c.office_id
  left join lateral (select registered_at, late from processes.opl_tested_key
    where d.key = 'opl-key' and process_id = p.id order by sequence limit 1) k on true`;

export type CalendarDateRow = Omit<CalendarDate, 'at'> & { readonly at: string | null };

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. */
export async function findCalendarDate(work: UnitOfWork, dateId: string): Promise<CalendarDate> {
  const row = await work.record<CalendarDateRow>(`${SELECT_DATES} where d.id = $1`, [dateId]);
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return { ...row, at: row.at === null ? null : new Date(row.at) };
}
