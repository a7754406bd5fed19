import { encodeBase64url } from '../crypto/index.js';
import { parseHeader, type AnnouncementResult, type Announcement } from '#electoral/wire';
import type { Server } from '../server/api.js';
import type { SealedRecord, SignedManifest, Vault } from '../storage/vault.js';

/** Manifests in one request: each is under 2 KB, and the server accepts 100 KB. */
export const ANNOUNCEMENT_SIZE = 40;

export interface AnsweredRecord {
  readonly record: SealedRecord;
  readonly answer: AnnouncementResult;
}

/**
 * Announces the signed manifests of pending records that the server does not know of yet, or that the service worker
 * may have uploaded (decision 6). They hold no data about the citizen. The server accepts them even when it cannot
 * accept uploads; the response is not a receipt, so no record may be deleted because of it.
 * @yields the server's response for each record.
 * @throws the errors of `Server.announce`; results yielded before that remain valid.
 */
export async function* announce(
  vault: Pick<Vault, 'header'>,
  server: Pick<Server, 'announce'>,
  pending: readonly SealedRecord[],
): AsyncGenerator<AnsweredRecord> {
  const unknown = pending.filter(({ announced, handedOver }) => announced !== true || handedOver === true);
  for (let start = 0; start < unknown.length; start += ANNOUNCEMENT_SIZE) {
    const records = new Map<string, SealedRecord>();
    const manifests: Announcement['manifests'] = [];
    for (const record of unknown.slice(start, start + ANNOUNCEMENT_SIZE)) {
      const signed = await signedManifest(vault, record.folio);
      if (!signed) continue;
      records.set(record.integrityCode, record);
      manifests.push(signed);
    }
    if (manifests.length === 0) continue;
    for (const answer of await server.announce({ manifests })) {
      const record = records.get(answer.integrityCode);
      if (record) yield { record, answer };
    }
  }
}

/**
 * The signed manifest of a record; undefined if the record no longer exists or its header cannot be read. Never fails:
 * the other records must not wait for this one.
 */
export async function signedManifest(vault: Pick<Vault, 'header'>, folio: string): Promise<SignedManifest | undefined> {
  try {
    const header = await vault.header(folio);
    if (!header) return undefined;
    const { manifest, signature } = parseHeader(header);
    return { manifest: encodeBase64url(manifest), signature: encodeBase64url(signature) };
  } catch {
    return undefined;
  }
}
