import type { CredentialFields } from '#electoral/identifiers';

/**
 * Hints of simulation, shown to who reviews and never a verdict by themselves. Each is shown only while its precision
 * on invented records is 0.9 or more (docs/signals.md): what is left out here is not looked for.
 */
export const SIGNALS = [
  'retrato-repetido',
  'fotografia-repetida',
  'firma-repetida',
  'ritmo-de-captura',
  'sin-color',
  'lectura-corregida',
] as const;
export type SignalKind = (typeof SIGNALS)[number];

/** A capture takes two sides of a card, a face and a signature: nobody does it faster. */
export const MIN_CAPTURE_SECONDS = 25;

/** Mean colour of a card's front, in levels, below which it is as grey as a photocopy. */
export const MIN_COLOUR = 7;

/** How many characters a clear reading and what was typed may differ in before it is another value. */
const SLIPS = 3;

const IDENTIFYING = ['claveElector', 'cic', 'ocr', 'identificadorCiudadano'] as const;

/** Whether an identifier that was read with all its checks was typed as quite another. */
export function isReadingReplaced(read: CredentialFields, typed: CredentialFields): boolean {
  return IDENTIFYING.some((name) => {
    const [seen, written] = [read[name], typed[name]];
    return seen !== undefined && written !== undefined && written !== '' && differing(seen, written) >= SLIPS;
  });
}

function differing(one: string, other: string): number {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, at) => one[at] !== other[at]).filter(Boolean).length;
}
