import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SupportManifest } from '#electoral/wire';

export type LossCause = 'grace-over' | 'folio-taken' | 'erased-unsent';

/**
 * The same record lost again, or lost to a second cause, stays as it was first noted; one that was received is not lost.
 * @returns whether it was noted now.
 */
export async function recordLostSupport(
  work: UnitOfWork,
  { folio, deviceId, auxiliaryId, aspirantId, processId, capturedAt }: SupportManifest,
  integrityCode: Uint8Array,
  { cause, at }: { readonly cause: LossCause; readonly at: Date },
): Promise<boolean> {
  const noted = await work.sql(
    `insert into intake.lost_support (integrity_code, folio, cause, at, captured_at, device_id, auxiliary_id, aspirant_id,
       process_id)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where not exists (select from intake.support where integrity_code = $1) on conflict do nothing
     returning integrity_code`,
    [Buffer.from(integrityCode), folio, cause, at, capturedAt, deviceId, auxiliaryId, aspirantId, processId],
  );
  return noted.length > 0;
}
