/**
 * Hides most of a name or identifier. What remains, at most two fifths, is enough to compare it with a card on the
 * screen. The length is kept.
 */
function mask(value: string): string {
  const characters = [...value];
  const { length } = characters;
  const last = Math.min(2, Math.floor(length / 5));
  const first = length === 3 || length === 4 ? 1 : last;
  return [...characters.slice(0, first), '•'.repeat(length - first - last), ...characters.slice(length - last)].join(
    '',
  );
}

/** Masks each word of a name, or an identifier. */
export function maskWords(value: string): string {
  return value
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(mask)
    .join(' ');
}
