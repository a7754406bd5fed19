import { signReceiptsRequest, verifyReceipt } from '../crypto/index.js';
import type { Services } from '../services.js';

/**
 * Requests the receipts of everything this auxiliary captured on any phone, and verifies and stores the missing ones
 * (§8.13): after a reinstall they are restored. Pending records are left to the sender.
 * @returns the number of restored receipts. @throws what `Server.receipts` throws, or UntrustedError; the request is
 * then still pending.
 */
export async function restoreReceipts(services: Services, deviceId: string, key: CryptoKey): Promise<number> {
  const { server, vault, clock, keys } = services;
  const known = new Set([...(await vault.receipts()), ...(await vault.records())].map(({ folio }) => folio));
  let restored = 0;
  let after: string | undefined;
  do {
    const at = (await clock.now())?.at ?? new Date(clock.deviceMs());
    const request = {
      kind: 'receipts',
      deviceId,
      at: at.toISOString(),
      ...(after !== undefined && { after }),
    } as const;
    const page = await server.receipts(await signReceiptsRequest(key, request));
    for (const jws of page.receipts) {
      const { folio, receivedAt, integrityCode } = await keys.verifyWith((set) => verifyReceipt(set, jws));
      if (known.has(folio)) continue;
      await vault.replaceByReceipt({ folio, deviceId, receivedAt, integrityCode, jws });
      restored += 1;
    }
    after = page.next;
  } while (after !== undefined);
  await vault.updateEnrolment(deviceId, ({ receiptsOwed: _owed, ...stored }) => stored);
  return restored;
}

/** Restores the receipts unless that was done before; a failure is retried at the next unlock. */
export async function restorePendingReceipts(services: Services, deviceId: string, key: CryptoKey): Promise<void> {
  const enrolment = (await services.vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (enrolment?.receiptsOwed !== true) return;
  await restoreReceipts(services, deviceId, key).catch(() => undefined);
}
