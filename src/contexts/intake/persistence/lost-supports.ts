import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SupportManifest } from '#electoral/wire';

export type LossCause = 'grace-over' | 'folio-taken' | 'erased-unsent';

/**
 * Records that a support was lost. Keeps the first cause if it is reported again; ignores a record that was received.
 * @returns whether a row was inserted.
 */
export async function recordLostSupport(
  work: UnitOfWork,
  { folio, deviceId, auxiliaryId, aspirantId, processId, capturedAt }: SupportManifest,
  integrityCode: Uint8Array,
  { cause, at }: { readonly cause: LossCause; readonly at: Date },
): Promise<boolean> {
  const inserted = await work.sql(
    `insert into intake.lost_support (integrity_code, folio, cause, at, captured_at, device_id, auxiliary_id, aspirant_id,
       process_id)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where not exists (select from intake.support where integrity_code = $1) on conflict do nothing
     returning integrity_code`,
    [Buffer.from(integrityCode), folio, cause, at, capturedAt, deviceId, auxiliaryId, aspirantId, processId],
  );
  return inserted.length > 0;
}
