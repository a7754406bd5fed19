import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Maintenance } from '../domain/maintenance.js';

interface Row {
  readonly id: string;
  readonly beginsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}

const SELECT = `select id, begins_at as "beginsAt", ends_at as "endsAt", reason
  from intake.maintenance`;

const maintenanceOf = (row: Row): Maintenance => ({
  ...row,
  beginsAt: new Date(row.beginsAt),
  endsAt: new Date(row.endsAt),
});

/**
 * Maintenance that is announced and not over, earliest first.
 * @param now SQL expression of the current time.
 */
export const selectOpenMaintenance = (now: string): string =>
  `${SELECT} where ended_at is null and ends_at > ${now} order by begins_at, id`;

export async function findOpenMaintenance(work: UnitOfWork, now: Date): Promise<Maintenance[]> {
  const rows = await work.sql<Row>(selectOpenMaintenance('$1'), [now]);
  return rows.map(maintenanceOf);
}

export async function findMaintenance(work: UnitOfWork, id: string): Promise<Maintenance | undefined> {
  const row = await work.record<Row>(`${SELECT} where id = $1`, [id]);
  return row && maintenanceOf(row);
}

/** Serialises concurrent operators. */
export async function lockMaintenance(work: UnitOfWork): Promise<void> {
  await work.lock(AdvisoryLock.Maintenance);
}
