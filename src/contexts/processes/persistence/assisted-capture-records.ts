import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { AssistedCaptureVersion } from '../domain/assisted-capture.js';

/**
 * Every version of a process's rule, newest first. Empty if the OPL has set none; assisted capture is then not allowed.
 */
export function findAssistedCapture(work: UnitOfWork, processId: string): Promise<AssistedCaptureVersion[]> {
  return work.sql<AssistedCaptureVersion & object>(
    `select version, allowed, reasons, agreement, at as "effectiveFrom"
     from processes.assisted_capture where process_id = $1 order by version desc`,
    [processId],
  );
}
