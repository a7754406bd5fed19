import { cleanAscii } from './clean-text.js';

/** Digits alone, or in groups of three as Mexico writes them; a point or any other comma could mean another number. */
const WHOLE = /^(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?: \d{3}){1,4})$/;

/** The whole number that a user typed: `20000`, `20,000` or `20 000`; NaN for anything else. */
export function wholeNumberOf(typed: unknown): number {
  const text = typeof typed === 'string' ? cleanAscii(typed) : '';
  return WHOLE.test(text) ? Number(text.replace(/[, ]/g, '')) : NaN;
}

/** What is wrong with a typed whole number from `least` to `most`, or null. */
export function wholeNumberFault(typed: string, least: number, most: number): string | null {
  const number = wholeNumberOf(typed);
  if (Number.isNaN(number)) return 'Escriba un número entero, por ejemplo 20,000.';
  if (number >= least && number <= most) return null;
  return `Escriba un número de ${least.toLocaleString('es-MX')} a ${most.toLocaleString('es-MX')}.`;
}
