/** Compares two app versions such as `1.2.3` numerically (decision 30). A malformed version is older than any other. */
export function isOlder(version: string, minimum: string): boolean {
  const [actual, required] = [partsOf(version), partsOf(minimum)];
  for (const [index, part] of required.entries()) {
    const own = actual[index] ?? -1;
    if (own !== part) return own < part;
  }
  return false;
}

function partsOf(version: string): number[] {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : [];
}
