import type { Server } from '../server/api.js';
import type { Vault } from '../storage/vault.js';
import { AT_ONCE } from './announcer.js';

/**
 * Tells the server what was erased unsent and was not told yet, so that auxiliary, aspirant and OPL count the same (decision 7).
 * @throws what `Server.reportErased` throws; what it did not hear is told the next time.
 */
export async function tellErased(
  vault: Pick<Vault, 'tombstones' | 'replaceByTombstone'>,
  server: Pick<Server, 'reportErased'>,
): Promise<void> {
  const untold = (await vault.tombstones()).flatMap(({ untold: signed, ...told }) =>
    signed ? [{ signed, told }] : [],
  );
  for (let at = 0; at < untold.length; at += AT_ONCE) {
    const some = untold.slice(at, at + AT_ONCE);
    await server.reportErased({ manifests: some.map(({ signed }) => signed) });
    for (const { told } of some) await vault.replaceByTombstone(told);
  }
}
