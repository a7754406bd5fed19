import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DEFAULT_POLICY, type EnrolmentPolicy } from '../domain/enrolment-policy.js';

export interface StoredPolicy extends EnrolmentPolicy {
  /** 0 until the OPL sets a policy. */
  readonly version: number;
}

export interface PolicyVersion extends StoredPolicy {
  /** Empty if it was set before reasons were kept. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly setAt: string;
}

const COLUMNS = `version, on_mismatch as "onMismatch", devices_allowed as "devicesAllowed",
  second_aspirant as "secondAspirant", unattested_allowed as "unattestedAllowed", unsent_kept_days as "unsentKeptDays"`;

/** Every version of the policy of an entidad, newest first. */
export function policyVersions(work: UnitOfWork, entidad: string): Promise<PolicyVersion[]> {
  return work.rows<PolicyVersion & object>(
    `select ${COLUMNS}, reason, set_at as "setAt" from devices.enrolment_policy
     where {visible} and entidad = $1 order by version desc`,
    [entidad],
    { entidad: 'entidad' },
  );
}

/** The policy in force in an entidad (decision 24). */
export async function policyOf(work: UnitOfWork, entidad: string): Promise<StoredPolicy> {
  const row = await work.record<StoredPolicy & object>(
    `select ${COLUMNS} from devices.enrolment_policy where entidad = $1 order by version desc limit 1`,
    [entidad],
  );
  return row ?? { ...DEFAULT_POLICY, version: 0 };
}
