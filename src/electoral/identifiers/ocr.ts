import { OK, problem, problemsOf, type Problem } from './check.js';
import { normaliseDigits } from './normalise.js';

/** OCR: thirteen digits, of which the first four are the sección. */
export interface Ocr {
  readonly seccion: string;
  readonly rest: string;
}

export type OcrProblem = 'OCR_FORMAT' | 'OCR_SECCION_MISMATCH';

export function parseOcr(text: string): Ocr | undefined {
  const digits = normaliseDigits(text);
  if (!/^\d{13}$/.test(digits) || digits.startsWith('0000')) return undefined;
  return { seccion: digits.slice(0, 4), rest: digits.slice(4) };
}

/** @param seccion printed on the front; it may have changed since the card was issued, so a difference only warns. */
export function checkOcr(text: string, seccion?: string): Problem<OcrProblem>[] {
  const ocr = parseOcr(text);
  if (!ocr) return problemsOf(problem('OCR_FORMAT', 'refuse', { found: text }));
  if (!seccion) return [];
  const expected = normaliseDigits(seccion).padStart(4, '0');
  return problemsOf<OcrProblem>(
    ocr.seccion === expected ? OK : problem('OCR_SECCION_MISMATCH', 'warn', { expected, found: ocr.seccion }),
  );
}
