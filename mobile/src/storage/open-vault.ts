import { packagePlatform } from '../platform.js';
import { openIndexedVault } from './indexed-vault.js';
import type { Vault } from './vault.js';

/** Opens files of the phone in a packaged app (decision 29), IndexedDB in a browser. */
export async function openVault(): Promise<Vault> {
  const platform = packagePlatform();
  if (!platform) return openIndexedVault();
  const [{ Filesystem }, { CapacitorFiles }, { FileVault }] = await Promise.all([
    import('@capacitor/filesystem'),
    import('./capacitor-files.js'),
    import('./file-vault.js'),
  ]);
  return FileVault.open(new CapacitorFiles(Filesystem, platform));
}
