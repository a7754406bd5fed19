import type { PrivacyNotice } from '#electoral/wire';
import type { Services } from '../services.js';

/**
 * Stores the full privacy notice on this phone, so that it can be read offline (§16.4).
 * @param version the notice version in a lease; a stored notice of that version is not requested again. If absent, the
 * notice is always requested.
 * @returns the new notice, the stored one if the server does not respond, or undefined if there has never been one.
 */
export async function refreshNotice(
  { vault, server }: Pick<Services, 'vault' | 'server'>,
  version?: string,
): Promise<PrivacyNotice | undefined> {
  const stored = await vault.setting('privacyNotice');
  if (stored && stored.version === version) return stored;
  try {
    const notice = await server.privacyNotice();
    await vault.saveSetting('privacyNotice', notice);
    return notice;
  } catch {
    return stored;
  }
}
