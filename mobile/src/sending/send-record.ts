import { FOLIO_TAKEN, PERIOD_INACTIVE } from '../lease/lease-status.js';
import { RefusedError } from '../server/errors.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { SealedRecord } from '../storage/vault.js';
import { pendingRecords } from './pending-records.js';
import type { RetrySchedule } from './retry-schedule.js';
import { classifyFailure } from './send-failure.js';
import type { SendingContext } from './sending-context.js';
import { storeReceipt, storeRefusal } from './signed-answers.js';

/** A refused record is tried again after this time: the cause may have been resolved. */
const REFUSED_RETRY_MS = 3_600_000;

/** `held`: every record of the same device was postponed. */
export type SendOutcome = 'sent' | 'refused' | 'held' | 'offline' | 'busy' | 'untrusted';

/**
 * Uploads one record; replaces it with the server's signed response, or postpones it. A record whose bytes cannot be
 * read is marked and tried again: the phone's storage may recover, and the other records must not wait for it.
 */
export async function sendRecord(
  context: SendingContext,
  schedule: RetrySchedule,
  { unreadable: _former, ...record }: SealedRecord,
): Promise<SendOutcome> {
  const { vault, server } = context;
  const container = await vault.container(record.folio).catch(() => undefined);
  if (!container) {
    await vault.updateRecord({
      ...record,
      unreadable: true,
      nextAttemptAt: context.clock.deviceMs() + REFUSED_RETRY_MS,
    });
    return 'refused';
  }
  try {
    // An earlier attempt may have uploaded a part.
    const receipt =
      record.attempts > 0
        ? server.resumeSupport(record.folio, record.integrityCode, container)
        : server.sendSupport(record.folio, container);
    await storeReceipt(context, record, await receipt);
    return 'sent';
  } catch (error) {
    if (error instanceof RefusedError && error.problem.refusal !== undefined) {
      const { refusal, detail } = error.problem;
      if (await storeRefusal(context, record, refusal, detail)) return 'refused';
    }
    return postpone(context, schedule, record, error);
  }
}

/** Stops captures after a refusal whose cause the lease does not contain, until the next lease. */
async function refuseCaptures(
  vault: SendingContext['vault'],
  record: SealedRecord,
  { problem }: RefusedError,
): Promise<void> {
  const owner = owningEnrolment(await vault.enrolments(), record.deviceId);
  if (!owner) return;
  const refusal = { code: problem.code, detail: problem.detail, appVersion: '' };
  await vault.updateEnrolment(owner.deviceId, (stored) => ({ ...stored, refusal }));
}

async function postpone(
  { vault, clock }: SendingContext,
  schedule: RetrySchedule,
  record: SealedRecord,
  error: unknown,
): Promise<SendOutcome> {
  const attempts = record.attempts + 1;
  const failure = classifyFailure(error, attempts);
  if (failure.scope === 'connection') {
    await vault.updateRecord({ ...record, attempts });
    await schedule.pauseAfter(error);
    return failure.state;
  }
  const refused = { nextAttemptAt: clock.deviceMs() + REFUSED_RETRY_MS, problem: failure.detail };
  if (failure.scope === 'record') {
    // Only the first time: a lease obtained since then has raised the counter.
    if (error instanceof RefusedError && error.problem.code === FOLIO_TAKEN && record.problem === undefined)
      await refuseCaptures(vault, record, error);
    await vault.updateRecord({ ...record, ...refused, attempts });
    return 'refused';
  }
  if (error instanceof RefusedError && error.problem.code === PERIOD_INACTIVE)
    await refuseCaptures(vault, record, error);
  // The other records of the device would get the same response, each after a full upload.
  for (const other of await pendingRecords(vault)) {
    if (other.deviceId === record.deviceId) await vault.updateRecord({ ...other, ...refused });
  }
  return 'held';
}
