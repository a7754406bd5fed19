import { ANNOUNCEMENT_SIZE } from './announcer.js';
import type { SendingContext } from './sending-context.js';

/**
 * Reports to the server the records that an earlier version of the app erased unsent without asking, so that the
 * auxiliary, the aspirant and the OPL see the same figures (decision 7).
 * @throws the errors of `Server.reportErased`; records that were not reported are reported the next time.
 */
export async function reportErased({ vault, server }: Pick<SendingContext, 'vault' | 'server'>): Promise<void> {
  const unreported = (await vault.tombstones()).flatMap(({ untold: signed, ...tombstone }) =>
    signed ? [{ signed, tombstone }] : [],
  );
  for (let start = 0; start < unreported.length; start += ANNOUNCEMENT_SIZE) {
    const batch = unreported.slice(start, start + ANNOUNCEMENT_SIZE);
    await server.reportErased({ manifests: batch.map(({ signed }) => signed) });
    for (const { tombstone } of batch) await vault.replaceWithTombstone(tombstone);
  }
}
