import { centralDay } from '../clock/central-day.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment, Vault } from '../storage/vault.js';

/**
 * How many supports each registration captured on this phone on the day of `now` in hora centro, whatever became of
 * them; by device id.
 * @param now the server's time.
 */
export async function capturedToday(
  vault: Pick<Vault, 'records' | 'receipts' | 'tombstones'>,
  enrolments: readonly Enrolment[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const [records, receipts, tombstones] = await Promise.all([vault.records(), vault.receipts(), vault.tombstones()]);
  const today = centralDay(now);
  const counts = new Map<string, number>();
  for (const { deviceId, capturedAt } of [...records.filter(({ checked }) => checked), ...receipts, ...tombstones]) {
    if (capturedAt === undefined || centralDay(capturedAt) !== today) continue;
    const owner = owningEnrolment(enrolments, deviceId);
    if (owner) counts.set(owner.deviceId, (counts.get(owner.deviceId) ?? 0) + 1);
  }
  return counts;
}
