import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { RegistrationWarning } from '../domain/registration.js';
import { hasHomonym } from './aspirant-records.js';

/** A warning of the latest version, and whether it was acknowledged. */
export interface StoredWarning extends RegistrationWarning {
  readonly acknowledged: boolean;
}

/** Key of a warning in forms and in `acknowledged`. */
export const warningKey = ({ field, code }: RegistrationWarning): string => `${field}:${code}`;

interface AspirantVersion {
  readonly id: string;
  readonly version: number;
}

/** Warns if another registration for the same office has the same name (§5.B). */
export async function homonymWarnings(
  work: UnitOfWork,
  aspirant: Parameters<typeof hasHomonym>[1],
): Promise<readonly RegistrationWarning[]> {
  return (await hasHomonym(work, aspirant)) ? [{ field: 'nombre', code: 'SAME_NAME' }] : [];
}

export async function saveWarnings(
  work: UnitOfWork,
  { id, version }: AspirantVersion,
  { warnings, at }: { readonly warnings: readonly RegistrationWarning[]; readonly at: Date },
): Promise<void> {
  for (const { field, code } of warnings) {
    await work.sql(
      `insert into aspirants.warning (aspirant_id, version, field, code, noted_at) values ($1, $2, $3, $4, $5)`,
      [id, version, field, code, at],
    );
  }
}

export function findWarnings(work: UnitOfWork, { id, version }: AspirantVersion): Promise<StoredWarning[]> {
  return work.sql<StoredWarning>(
    `select field, code, acknowledged_at is not null as acknowledged from aspirants.warning
     where aspirant_id = $1 and version = $2 order by field, code`,
    [id, version],
  );
}

export async function acknowledgeWarnings(work: UnitOfWork, { id, version }: AspirantVersion, at: Date): Promise<void> {
  await work.sql(
    `update aspirants.warning set acknowledged_at = $3, acknowledged_by = $4
     where aspirant_id = $1 and version = $2 and acknowledged_at is null`,
    [id, version, at, work.actor.id],
  );
}
