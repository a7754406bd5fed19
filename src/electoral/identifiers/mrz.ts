import type { Problem } from './check.js';
import { isShortDate, normaliseText } from './normalise.js';

/**
 * Machine-readable zone of credential types D and later: TD1, three lines of thirty characters.
 *
 *     IDMEX + CIC (9) + check + << + sección (4) + identificador del ciudadano (9)
 *     birth (6) + check + sex + expiry (6) + check + MEX + < + emisión (2) + filler (8) + composite check
 *     names, truncated at thirty
 *
 * M is mujer and H is hombre. Readers for ICAO documents interpret M as male and reject H.
 */
export interface MrzFields {
  readonly cic: string;
  readonly seccion: string;
  readonly identificadorCiudadano: string;
  /** Sección and identificador together: the OCR of type D. */
  readonly ocr: string;
  /** `yymmdd` */
  readonly birth: string;
  readonly sexo: 'M' | 'H' | 'X' | '';
  /** `yymmdd` */
  readonly expiry: string;
  readonly numeroEmision: string;
  readonly filler: string;
  readonly surnames: string;
  readonly given: string;
  /** True if the names fill the line, so that their end may be missing. */
  readonly namesTruncated: boolean;
}

export type MrzProblem =
  | 'MRZ_SHAPE'
  | 'MRZ_CHARACTERS'
  | 'MRZ_ISSUER'
  | 'MRZ_CIC_CHECK'
  | 'MRZ_BIRTH_CHECK'
  | 'MRZ_EXPIRY_CHECK'
  | 'MRZ_COMPOSITE_CHECK'
  | 'MRZ_SEX'
  | 'MRZ_DATE';

/** `ok` only if every check digit is correct. The fields of a failed reading must be corrected by the user. */
export type MrzReading =
  | { readonly ok: true; readonly fields: MrzFields }
  | { readonly ok: false; readonly problems: readonly Problem<MrzProblem>[]; readonly fields?: MrzFields };

const LINE = 30;
const WEIGHTS = [7, 3, 1];

/** ICAO 9303 part 3: weights 7-3-1, letters from A = 10, filler 0. */
export function mrzCheckDigit(text: string): string {
  const sum = [...text].reduce((total, character, index) => total + valueOf(character) * (WEIGHTS[index % 3] ?? 0), 0);
  return String(sum % 10);
}

function valueOf(character: string): number {
  if (character === '<') return 0;
  return /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
}

export function parseMrz(text: string | readonly string[]): MrzReading {
  const lines = (typeof text === 'string' ? text.split(/\r?\n/) : text)
    .map((line) => line.replace(/\s/g, '').toUpperCase())
    .filter((line) => line !== '');
  const [first = '', second = '', third = ''] = lines;
  if (lines.length !== 3 || lines.some((line) => line.length !== LINE)) return failed([refused('MRZ_SHAPE')]);
  if (lines.some((line) => !/^[0-9A-Z<]+$/.test(line))) return failed([refused('MRZ_CHARACTERS')]);
  const problems = [...firstLineProblems(first), ...secondLineProblems(second), ...compositeProblems(first, second)];
  const fields = fieldsOf(first, second, third);
  return problems.length === 0 ? { ok: true, fields } : { ok: false, problems, fields };
}

function firstLineProblems(line: string): Problem<MrzProblem>[] {
  const problems: Problem<MrzProblem>[] = [];
  if (!line.startsWith('IDMEX') || line.slice(15, 17) !== '<<') problems.push(refused('MRZ_ISSUER'));
  if (!/^\d{9}$/.test(line.slice(5, 14)) || !/^\d{13}$/.test(line.slice(17))) problems.push(refused('MRZ_CHARACTERS'));
  return [...problems, ...digitProblem('MRZ_CIC_CHECK', line.slice(5, 14), line.charAt(14))];
}

function secondLineProblems(line: string): Problem<MrzProblem>[] {
  const problems: Problem<MrzProblem>[] = [];
  if (line.slice(15, 18) !== 'MEX') problems.push(refused('MRZ_ISSUER'));
  if (!/[MHX<]/.test(line.charAt(7))) problems.push({ code: 'MRZ_SEX', severity: 'refuse', found: line.charAt(7) });
  if (!isShortDate(line.slice(0, 6)) || !isShortDate(line.slice(8, 14))) problems.push(refused('MRZ_DATE'));
  return [
    ...problems,
    ...digitProblem('MRZ_BIRTH_CHECK', line.slice(0, 6), line.charAt(6)),
    ...digitProblem('MRZ_EXPIRY_CHECK', line.slice(8, 14), line.charAt(14)),
  ];
}

function compositeProblems(first: string, second: string): Problem<MrzProblem>[] {
  return digitProblem('MRZ_COMPOSITE_CHECK', compositeInput(first, second), second.charAt(29));
}

function compositeInput(first: string, second: string): string {
  return first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29);
}

function digitProblem(code: MrzProblem, text: string, found: string): Problem<MrzProblem>[] {
  const expected = mrzCheckDigit(text);
  return expected === found ? [] : [{ code, severity: 'refuse', expected, found }];
}

function fieldsOf(first: string, second: string, third: string): MrzFields {
  const [surnames = '', given = ''] = third.split('<<');
  const sexo = second.charAt(7);
  return {
    cic: first.slice(5, 14),
    seccion: first.slice(17, 21),
    identificadorCiudadano: first.slice(21),
    ocr: first.slice(17),
    birth: second.slice(0, 6),
    sexo: sexo === 'M' || sexo === 'H' || sexo === 'X' ? sexo : '',
    expiry: second.slice(8, 14),
    numeroEmision: second.slice(19, 21),
    filler: second.slice(21, 29),
    surnames: surnames.replace(/</g, ' ').trim(),
    given: given.replace(/</g, ' ').trim(),
    namesTruncated: !third.endsWith('<'),
  };
}

const refused = (code: MrzProblem): Problem<MrzProblem> => ({ code, severity: 'refuse' });
const failed = (problems: readonly Problem<MrzProblem>[]): MrzReading => ({ ok: false, problems });

export interface MrzSource {
  readonly cic: string;
  readonly seccion: string;
  readonly identificadorCiudadano: string;
  readonly birth: string;
  readonly sexo: 'M' | 'H' | 'X' | '';
  readonly expiry: string;
  readonly numeroEmision: string;
  readonly filler?: string;
  readonly paterno: string;
  readonly materno: string;
  readonly nombre: string;
}

/** Composes the three lines, to draw specimens and to compare a reading with the registry. */
export function composeMrz(source: MrzSource): [string, string, string] {
  const first = `IDMEX${source.cic}${mrzCheckDigit(source.cic)}<<${source.seccion}${source.identificadorCiudadano}`;
  const filler = (source.filler ?? '').padEnd(8, '<').slice(0, 8);
  const head =
    source.birth + mrzCheckDigit(source.birth) + (source.sexo || '<') + source.expiry + mrzCheckDigit(source.expiry);
  const body = `${head}MEX<${source.numeroEmision}${filler}`;
  const surnames = [source.paterno, source.materno].map(mrzText).filter(Boolean).join('<');
  const names = `${surnames}<<${mrzText(source.nombre)}`.slice(0, LINE).padEnd(LINE, '<');
  return [first, body + mrzCheckDigit(compositeInput(first, body)), names];
}

/** Converts a name to MRZ characters: no accents, Ñ as N, words separated by the filler. */
export function mrzText(name: string): string {
  return normaliseText(name)
    .replace(/Ñ/g, 'N')
    .replace(/[^A-Z ]/g, '')
    .replace(/ /g, '<');
}
