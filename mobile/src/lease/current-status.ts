import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import type { Enrolment } from '../storage/vault.js';
import { captureStatus, type LeaseStatus } from './lease-status.js';

/** Whether a registration may capture now, by its lease, its period and the stored keys. Asks the server nothing. */
export async function currentStatus(
  { clock, keys }: Pick<Services, 'clock' | 'keys'>,
  enrolment: Enrolment,
): Promise<LeaseStatus> {
  const status = captureStatus(enrolment, (await clock.now())?.at, APP_VERSION);
  const lacksKeys = status.kind === 'may-capture' && !(await keys.mayStartCapture());
  return lacksKeys ? { kind: 'must-renew' } : status;
}
