export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical form of a value to be signed or hashed: RFC 8785 (JCS) restricted to integers. Keys are sorted by
 * UTF-16 code units; no white space; UTF-8.
 * @throws RangeError for a number that is not a safe integer.
 */
export function canonicalJson(value: Json): Uint8Array {
  return new TextEncoder().encode(write(value));
}

function write(value: Json): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('not a safe integer');
    return String(value);
  }
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(write).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as Record<string, Json>)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
