import { signReceiptsRequest, verifyReceipt } from '../crypto/index.js';
import type { Services } from '../services.js';

/**
 * Requests the receipts of everything this auxiliary captured on any phone, and verifies and stores the missing ones
 * (§8.13): after a reinstall they are restored. Pending records are left to the sender. Also stores the folios that the
 * auxiliary's devices announced but neither the server nor this phone has.
 * @param from restores only receipts with a higher folio; if omitted, all.
 * @returns the number of restored receipts.
 * @throws the errors of `Server.receipts`, or UntrustedError; the request is then still pending.
 */
export async function restoreReceipts(
  services: Services,
  deviceId: string,
  key: CryptoKey,
  from?: string,
): Promise<number> {
  const { server, vault, clock, keys } = services;
  const known = new Set([...(await vault.receipts()), ...(await vault.records())].map(({ folio }) => folio));
  let restored = 0;
  let after = from;
  let announced: readonly string[] | undefined;
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
      await vault.replaceWithReceipt({ folio, deviceId, receivedAt, integrityCode, jws });
      restored += 1;
    }
    after = page.next;
    announced = page.announced;
  } while (after !== undefined);
  const elsewhere = announced?.filter((folio) => !known.has(folio));
  await vault.updateEnrolment(deviceId, ({ receiptsOwed: _owed, announcedElsewhere: _former, ...stored }) => ({
    ...stored,
    ...(elsewhere && elsewhere.length > 0 && { announcedElsewhere: elsewhere }),
  }));
  return restored;
}

/**
 * Restores the receipts unless this has already been done; a failure is retried at the next unlock. While announced
 * records are missing, asks about them again.
 */
export async function restorePendingReceipts(services: Services, deviceId: string, key: CryptoKey): Promise<void> {
  const enrolment = (await services.vault.enrolments()).find((one) => one.deviceId === deviceId);
  const isPending = enrolment?.receiptsOwed === true;
  if (!isPending && (enrolment?.announcedElsewhere ?? []).length === 0) return;
  const folios = (await services.vault.receipts()).map(({ folio }) => folio);
  const from = isPending ? undefined : folios.sort().at(-1);
  await restoreReceipts(services, deviceId, key, from).catch(() => undefined);
}
