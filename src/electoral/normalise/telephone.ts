import { cleanAscii, DASHES } from './clean-text.js';

const SEPARATORS = /[\s()[\]{}./\\_-]/g;
/** International prefix of Mexico, and the prefixes 1, 01, 044 and 045, which were abolished in 2019. */
const MEXICAN = /^(?:(?:\+|00)?52(?:1|01|044|045)?|01|044|045)?(\d{10})$/;

/**
 * The ten digits of a Mexican telephone number, without separators and prefixes. Anything else is returned without
 * separators, and fails {@link isTelephone}.
 */
export function normaliseTelephone(text: string): string {
  const compact = cleanAscii(text).replace(DASHES, '').replace(SEPARATORS, '');
  return MEXICAN.exec(compact)?.[1] ?? compact;
}

/**
 * True for ten digits that are not all the same; people who have no number may repeat one digit.
 * @param telephone normalised.
 */
export function isTelephone(telephone: string): boolean {
  return /^(\d)(?!\1{9}$)\d{9}$/.test(telephone);
}
