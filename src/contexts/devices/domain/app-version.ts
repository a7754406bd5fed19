/**
 * Whether a version of the app is older than another; both as `1.2.3`, each part a number (decision 30). What is no such
 * version is older than any.
 */
export function isOlder(version: string, minimum: string): boolean {
  const [own, asked] = [partsOf(version), partsOf(minimum)];
  for (const [index, part] of asked.entries()) {
    const mine = own[index] ?? -1;
    if (mine !== part) return mine < part;
  }
  return false;
}

function partsOf(version: string): number[] {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : [];
}
