/** Variables that must be set to build a package. */
export interface PackageEnvironment {
  readonly VITE_SERVER_URL?: string | undefined;
  readonly VITE_ROOT_JWK?: string | undefined;
}

/**
 * Names the setting of a package that is missing or invalid; undefined if all are valid. Without the root key, anyone
 * who controls the connection could give the package any key.
 */
export function packageFault({ VITE_SERVER_URL: url, VITE_ROOT_JWK: root }: PackageEnvironment): string | undefined {
  if (!url?.startsWith('https://')) return 'VITE_SERVER_URL: the https:// address of the server';
  if (!isRootKey(root)) return 'VITE_ROOT_JWK: the public root key, as `cli keys root` writes it';
  return undefined;
}

function isRootKey(text: string | undefined): boolean {
  try {
    const { kty, crv, x, y, kid, d } = JSON.parse(text ?? '') as Record<string, unknown>;
    const named = [x, y, kid].every((part) => typeof part === 'string' && part !== '');
    return kty === 'EC' && crv === 'P-256' && named && d === undefined;
  } catch {
    return false;
  }
}
