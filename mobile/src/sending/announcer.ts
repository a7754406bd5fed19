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
 * Makes known to the server what waits and was not made known yet, or may have reached it from the background: the signed
 * manifests, without a datum of the citizen (decision 6). It answers while uploads cannot; it is no receipt and lets nothing go.
 * @yields what the server said of each. @throws what `Server.announce` throws; what was answered before it counts.
 */
export async function* announce(
  vault: Pick<Vault, 'head'>,
  server: Pick<Server, 'announce'>,
  waiting: readonly SealedRecord[],
): AsyncGenerator<AnsweredRecord> {
  const unknown = waiting.filter(({ announced, handedOver }) => announced !== true || handedOver === true);
  for (let at = 0; at < unknown.length; at += ANNOUNCEMENT_SIZE) {
    const held = new Map<string, SealedRecord>();
    const manifests: Announcement['manifests'] = [];
    for (const record of unknown.slice(at, at + ANNOUNCEMENT_SIZE)) {
      const signed = await signedManifest(vault, record.folio);
      if (!signed) continue;
      held.set(record.integrityCode, record);
      manifests.push(signed);
    }
    if (manifests.length === 0) continue;
    for (const answer of await server.announce({ manifests })) {
      const record = held.get(answer.integrityCode);
      if (record) yield { record, answer };
    }
  }
}

/** What a record's device has signed of it, as it is told to the server; undefined where the record is gone. */
export async function signedManifest(vault: Pick<Vault, 'head'>, folio: string): Promise<SignedManifest | undefined> {
  const head = await vault.head(folio);
  if (!head) return undefined;
  const { manifest, signature } = parseHeader(head);
  return { manifest: encodeBase64url(manifest), signature: encodeBase64url(signature) };
}
