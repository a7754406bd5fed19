import { signReceiptsRequest, verifyReceipt } from '../crypto/index.js';
import type { Services } from '../services.js';

/**
 * Asks the server for the receipts of all that this auxiliary captured, on whichever telephone, and keeps those it did not
 * have (§8.13): after a reinstall they come back. Each is verified as at its first arrival. What still waits to be sent is
 * left to the sender.
 * @returns how many came back. @throws what `Server.receipts` throws, UntrustedError; they are then still owed.
 */
export async function restoreReceipts(services: Services, deviceId: string, key: CryptoKey): Promise<number> {
  const { server, vault, clock, keys } = services;
  const held = new Set([...(await vault.receipts()), ...(await vault.records())].map(({ folio }) => folio));
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
      if (held.has(folio)) continue;
      await vault.replaceByReceipt({ folio, deviceId, receivedAt, integrityCode, jws });
      restored += 1;
    }
    after = page.next;
  } while (after !== undefined);
  await vault.updateEnrolment(deviceId, ({ receiptsOwed: _owed, ...stored }) => stored);
  return restored;
}

/** The same when they are owed; what fails is tried again at the next opening. */
export async function restorePendingReceipts(services: Services, deviceId: string, key: CryptoKey): Promise<void> {
  const enrolment = (await services.vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (enrolment?.receiptsOwed !== true) return;
  await restoreReceipts(services, deviceId, key).catch(() => undefined);
}
