import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Aspirant } from '../domain/aspirant.entity.js';
import type { RegistrationWarning } from '../domain/registration.js';
import { hasNamesake } from './aspirant-records.js';

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

/**
 * Compares a stored registration with the others of the same OPL (§5.B–D).
 * @param hashes of the latest data; those of the row are the ones in force.
 */
export async function warningsAboutOthers(
  work: UnitOfWork,
  aspirant: Aspirant,
  hashes: Pick<Aspirant, 'emailHash' | 'claveHash'>,
): Promise<readonly RegistrationWarning[]> {
  const { id, processId, entidad } = aspirant;
  const [other] = await work.sql<{ sharesMailbox: boolean; withdrewBefore: boolean }>(
    `select
       exists (select from aspirants.aspirant where entidad = $2 and process_id <> $3 and clave_hash <> $5
         and (email_hash = $4 or pending_email_hash = $4)
         and status not in ('withdrawn', 'annulled')) as "sharesMailbox",
       exists (select from aspirants.aspirant where process_id = $3 and clave_hash = $5 and id <> $1
         and status = 'withdrawn') as "withdrewBefore"`,
    [id, entidad, processId, hashes.emailHash, hashes.claveHash],
  );
  const warnings: RegistrationWarning[] = [];
  if (await hasNamesake(work, aspirant)) warnings.push({ field: 'nombre', code: 'SAME_NAME' });
  if (other?.sharesMailbox) warnings.push({ field: 'email', code: 'EMAIL_OF_OTHER' });
  if (other?.withdrewBefore) warnings.push({ field: 'claveElector', code: 'REGISTERED_BEFORE' });
  return warnings;
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
