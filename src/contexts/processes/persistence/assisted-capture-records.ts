import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { AssistedCaptureVersion } from '../domain/assisted-capture.js';

/** Every version of the rule of a process, newest first; empty while its OPL has set none: then it is not allowed. */
export function findAssistedCapture(work: UnitOfWork, processId: string): Promise<AssistedCaptureVersion[]> {
  return work.sql<AssistedCaptureVersion & object>(
    `select version, allowed, reasons, agreement, at
     from processes.assisted_capture where process_id = $1 order by version desc`,
    [processId],
  );
}
