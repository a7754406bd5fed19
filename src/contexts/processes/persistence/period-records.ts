import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { CapturePeriod, PeriodJustification } from '../domain/capture-period.js';

/** Stores a version of a capture period as the current one; the earlier versions stay. */
export async function storePeriod(
  work: UnitOfWork,
  processId: string,
  p: CapturePeriod,
  { reason, agreement }: PeriodJustification,
  now: Date,
): Promise<void> {
  const terms = [p.version, p.name, p.opensAt, p.closesAt, p.graceHours, p.active];
  await work.sql(
    `insert into processes.capture_period
       (id, process_id, office_id, version, name, opens_at, closes_at, grace_hours, active)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update set version = excluded.version, name = excluded.name, opens_at = excluded.opens_at,
       closes_at = excluded.closes_at, grace_hours = excluded.grace_hours, active = excluded.active`,
    [p.id, processId, p.officeId, ...terms],
  );
  await work.sql(
    `insert into processes.capture_period_version
       (period_id, version, name, opens_at, closes_at, grace_hours, active, reason, agreement, actor_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [p.id, ...terms, reason ?? null, agreement ?? null, work.actor.id, now],
  );
}
