import { isOver } from '../lease/lease-status.js';
import type { Services } from '../services.js';
import { lostRecords, type LostRecords } from '../storage/lost-records.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Tombstone } from '../storage/vault.js';
import { pendingRecords } from './pending-records.js';

/** Folios of everything that did not go as it should, each in one list. All may be empty although something is lost. */
export interface TroubledRecords extends LostRecords {
  /** Not sent before the deadline; erased after the server said that it cannot receive them any more. */
  readonly expired: readonly string[];
  /** Refused permanently for another reason, and erased. */
  readonly rejected: readonly string[];
  /** Still stored, but the deadline to send them has passed. */
  readonly late: readonly string[];
  /** Still stored; the server does not accept them for now. */
  readonly refused: readonly string[];
  /** A record was refused permanently at some time, even if the user has reported it since. */
  readonly hasTombstones: boolean;
}

export const NO_TROUBLE: TroubledRecords = {
  ...{ gone: [], elsewhere: [], expired: [], rejected: [], late: [], refused: [] },
  hasTombstones: false,
};

/** Whether the record was lost to a deadline. */
export const isExpired = ({ code }: Pick<Tombstone, 'code'>): boolean => code === 'INTAKE.GRACE_OVER';

export async function troubledRecords({
  vault,
  witness,
  clock,
}: Pick<Services, 'vault' | 'witness' | 'clock'>): Promise<TroubledRecords> {
  const [lost, enrolments, pending, tombstones, reported, now] = await Promise.all([
    lostRecords(vault, witness),
    vault.enrolments(),
    pendingRecords(vault),
    vault.tombstones(),
    vault.setting('reportedFolios'),
    clock.now(),
  ]);
  const known = new Set(reported);
  const unreported = tombstones.filter(({ folio }) => !known.has(folio));
  const over = new Set(enrolments.filter((one) => isOver(one, now?.at)).map(({ deviceId }) => deviceId));
  const isLate = ({ deviceId }: { readonly deviceId: string }): boolean =>
    over.has(owningEnrolment(enrolments, deviceId)?.deviceId ?? '');
  const foliosOf = (rows: readonly { readonly folio: string }[]): string[] => rows.map(({ folio }) => folio);
  return {
    ...lost,
    expired: foliosOf(unreported.filter(isExpired)),
    rejected: foliosOf(unreported.filter((one) => !isExpired(one))),
    late: foliosOf(pending.filter(isLate)),
    refused: foliosOf(pending.filter((one) => one.problem !== undefined && !isLate(one))),
    hasTombstones: tombstones.length > 0,
  };
}

/** Notes that the user has informed the aspirant about the records that are gone, expired or rejected. */
export async function reportTroubles(
  { vault, witness }: Pick<Services, 'vault' | 'witness'>,
  { gone, expired, rejected }: Partial<Pick<TroubledRecords, 'gone' | 'expired' | 'rejected'>>,
): Promise<void> {
  if (gone) witness.remove(gone);
  const reported = [...(expired ?? []), ...(rejected ?? [])];
  if (reported.length === 0) return;
  const before = (await vault.setting('reportedFolios')) ?? [];
  await vault.saveSetting('reportedFolios', [...new Set([...before, ...reported])]);
}
