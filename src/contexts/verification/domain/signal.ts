import type { CredentialFields } from '#electoral/identifiers';

/**
 * Signals of simulated records for the reviewer; they never determine a verdict. `npm run bench -- signals` measures
 * the first three and 'sin-color' on fictitious records: remove a signal whose precision is below 0.9 (decision 39).
 * The other two are rules that have not been measured (docs/signals.md).
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

/** Minimum time to photograph two sides of a card and a face, and to take a signature. */
export const MIN_CAPTURE_SECONDS = 25;

/** Minimum mean difference between colour channels, in levels; below it a card is as grey as a photocopy. */
export const MIN_COLOUR = 7;

/** If at least this many characters differ, the typed value is a different one and not a corrected typo. */
const MIN_DIFFERENCES = 3;

const IDENTIFYING = ['claveElector', 'cic', 'ocr', 'identificadorCiudadano'] as const;

/** Whether an identifier was read with valid check digits but typed as a different value. */
export function isReadingReplaced(read: CredentialFields, typed: CredentialFields): boolean {
  return IDENTIFYING.some((name) => {
    const [readValue, typedValue] = [read[name], typed[name]];
    return (
      readValue !== undefined &&
      typedValue !== undefined &&
      typedValue !== '' &&
      countDifferences(readValue, typedValue) >= MIN_DIFFERENCES
    );
  });
}

function countDifferences(one: string, other: string): number {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, at) => one[at] !== other[at]).filter(Boolean).length;
}
