import { encodeBase64url } from '../crypto/index.js';
import { parseHeader, type Announced, type Announcement } from '../../../src/contexts/intake/wire/index.js';
import type { Server } from '../server/api.js';
import type { SealedRecord, Vault } from '../storage/vault.js';

/** Ours take under 2 KB each; the server takes 100 KB at once. */
const AT_ONCE = 40;

export interface Answered {
  readonly record: SealedRecord;
  readonly size: number;
  readonly answer: Announced;
}

/**
 * Makes known to the server what waits and was not made known yet: the signed manifests, without a datum of the
 * citizen (decision 6). It answers while uploads cannot; it is no receipt and lets nothing go.
 * @yields what the server said of each. @throws what `Server.announce` throws; what was answered before it counts.
 */
export async function* announce(
  vault: Pick<Vault, 'container'>,
  server: Pick<Server, 'announce'>,
  waiting: readonly SealedRecord[],
): AsyncGenerator<Answered> {
  const unknown = waiting.filter(({ announced }) => announced !== true);
  for (let at = 0; at < unknown.length; at += AT_ONCE) {
    const held = new Map<string, { readonly record: SealedRecord; readonly size: number }>();
    const manifests: Announcement['manifests'] = [];
    for (const record of unknown.slice(at, at + AT_ONCE)) {
      const container = await vault.container(record.folio);
      if (!container) continue;
      const { manifest, signature } = parseHeader(container);
      held.set(record.integrityCode, { record, size: container.length });
      manifests.push({ manifest: encodeBase64url(manifest), signature: encodeBase64url(signature) });
    }
    if (manifests.length === 0) continue;
    for (const answer of await server.announce({ manifests })) {
      const mine = held.get(answer.integrityCode);
      if (mine) yield { ...mine, answer };
    }
  }
}
