import { packagePlatform } from '../platform.js';
import { openIndexedVault } from './indexed-vault.js';
import type { Vault } from './vault.js';

/** Files of the telephone in a package (decision 29), the browser's database elsewhere. */
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
