import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ASPIRANT_DUTIES, AUXILIARY_DUTIES, dutiesOf, type Duties } from '../domain/duties/index.js';

export interface Acceptance {
  readonly version: string;
  /** ISO 8601, UTC; device clock for auxiliaries. */
  readonly acceptedAt: string;
}

/** Records an acceptance reported by a device (§6.9). Idempotent; ignores unknown versions. */
export async function recordAcceptance(
  work: UnitOfWork,
  device: { readonly auxiliaryId: string; readonly deviceId: string },
  { version, acceptedAt }: Acceptance,
  now: Date,
): Promise<void> {
  if (!dutiesOf(version)) return;
  await work.sql(
    `insert into auxiliaries.duties_acceptance (auxiliary_id, version, device_id, accepted_at, recorded_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [device.auxiliaryId, version, device.deviceId, acceptedAt, now],
  );
}

/** Duties that an auxiliary has not accepted; undefined once the version in force is accepted. */
export async function findPendingDuties(work: UnitOfWork, auxiliaryId: string): Promise<Duties | undefined> {
  const [accepted] = await work.sql(
    'select 1 as found from auxiliaries.duties_acceptance where auxiliary_id = $1 and version = $2 limit 1',
    [auxiliaryId, AUXILIARY_DUTIES.version],
  );
  return accepted ? undefined : AUXILIARY_DUTIES;
}

/** Versions that an auxiliary accepted, oldest first. */
export async function acceptancesOf(work: UnitOfWork, auxiliaryId: string): Promise<Acceptance[]> {
  return work.sql<Acceptance & object>(
    `select version, min(accepted_at) as "acceptedAt" from auxiliaries.duties_acceptance
     where auxiliary_id = $1 group by version order by min(accepted_at)`,
    [auxiliaryId],
  );
}

/** Versions that an aspirant accepted, oldest first (§16.2). */
export async function aspirantAcceptances(work: UnitOfWork, aspirantId: string): Promise<Acceptance[]> {
  return work.sql<Acceptance & object>(
    `select version, accepted_at as "acceptedAt" from auxiliaries.aspirant_duties_acceptance
     where aspirant_id = $1 order by accepted_at`,
    [aspirantId],
  );
}

/**
 * An aspirant must accept their duties before registering auxiliaries (§6.9, §16.2).
 * @throws DomainError AUXILIARIES.DUTIES_NOT_ACCEPTED
 */
export async function requireAspirantDuties(work: UnitOfWork, aspirantId: string): Promise<void> {
  const accepted = await aspirantAcceptances(work, aspirantId);
  if (!accepted.some(({ version }) => version === ASPIRANT_DUTIES.version)) {
    throw new DomainError('AUXILIARIES.DUTIES_NOT_ACCEPTED', { kind: 'conflict' });
  }
}
