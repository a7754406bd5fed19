export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one byte form of a value that is signed or hashed: RFC 8785 (JCS) restricted to integers. Keys sorted by
 * UTF-16 code units, no white space, UTF-8.
 * @throws RangeError for a number that is no safe integer: none is allowed in what we sign.
 */
export function canonicalJson(value: Json): Uint8Array {
  return new TextEncoder().encode(write(value));
}

function write(value: Json): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('only safe integers are signed');
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
