import type { PrivacyNotice } from '#electoral/wire';
import type { Services } from '../services.js';

/**
 * Keeps the privacy notice in full on this phone, where it is read without a connection (§16.4).
 * @param version as a lease names it: what is kept already is not asked for again. Without it the server is asked.
 * @returns the notice at hand, the old one where no other came; undefined where there was never any.
 */
export async function refreshNotice(
  { vault, server }: Pick<Services, 'vault' | 'server'>,
  version?: string,
): Promise<PrivacyNotice | undefined> {
  const kept = await vault.setting('privacyNotice');
  if (kept && kept.version === version) return kept;
  try {
    const notice = await server.privacyNotice();
    await vault.saveSetting('privacyNotice', notice);
    return notice;
  } catch {
    return kept;
  }
}
