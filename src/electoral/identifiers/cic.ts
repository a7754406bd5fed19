import { problem, problemsOf, type Problem } from './check.js';
import { normaliseDigits } from './normalise.js';

export type CicProblem = 'CIC_FORMAT' | 'CITIZEN_ID_FORMAT' | 'EMISSION_FORMAT';

/** CIC: nine digits printed on credentials of type D and later. Its check digit is only in the MRZ. */
export function checkCic(text: string): Problem<CicProblem>[] {
  return isNonZero(normaliseDigits(text), 9) ? [] : problemsOf(problem('CIC_FORMAT', 'refuse', { found: text }));
}

/** Identificador del ciudadano: nine digits, the last nine of the OCR group in the MRZ. */
export function checkCitizenIdentifier(text: string): Problem<CicProblem>[] {
  return isNonZero(normaliseDigits(text), 9) ? [] : problemsOf(problem('CITIZEN_ID_FORMAT', 'refuse', { found: text }));
}

/** Número de emisión: two digits. */
export function checkIssueNumber(text: string): Problem<CicProblem>[] {
  return /^\d{2}$/.test(normaliseDigits(text)) ? [] : problemsOf(problem('EMISSION_FORMAT', 'refuse', { found: text }));
}

function isNonZero(digits: string, length: number): boolean {
  return digits.length === length && /[1-9]/.test(digits);
}
