import type { CredentialFieldName, MrzFields } from '#electoral/identifiers';
import type { ZoneNames } from './card-names.js';
import type { DecodedMrz } from './mrz-decode.js';
import { combineNames } from './names.js';
import type { FieldState, ReadCode, ReadField, ReadFields } from './reading.js';

/**
 * Minimum clarity in addition to valid check digits. The OCR number has no separate check digit, so each of its
 * digits needs a clear lead over the second-best. Around a repair the print must be clearer still: two more misread
 * cells can cancel each other out in a check digit.
 */
const NORMAL = { fit: 0.88, weakestFit: 0.72, lead: 0.05 };
/** Names and fillers may be unclear if the identifying cells are very clear. */
const STRONG = { fit: 0.8, weakestFit: 0.8, lead: 0.1 };
const REPAIRED = { fit: 0.92, weakestFit: 0.8, lead: 0.05 };

/** Other fields are `read` only if they are clear themselves. */
const FIELD_CLARITY = {
  sexo: { fit: 0.72, lead: 0.06 },
  birth: { fit: 0.65, lead: 0.02 },
  expiry: { fit: 0.65, lead: 0.02 },
  names: { fit: 0.6, lead: 0.04 },
};

export function fieldsOfMrz(decoded: DecodedMrz, codes: readonly ReadCode[]): ReadFields {
  const { fields } = decoded;
  if (!fields) return {};
  const zone = zoneNamesOf(decoded);
  const state: FieldState = isClearlyRead(decoded) && !isContradicted(fields, codes) ? 'read' : 'offered';
  const confidence = Math.max(0, Math.min(1, state === 'read' ? decoded.fit : decoded.fit * 0.8));
  const field = (value: string, own: FieldState = state): ReadField => ({
    value,
    source: 'mrz',
    state: own,
    confidence,
  });
  const own = (name: keyof typeof FIELD_CLARITY): FieldState => {
    const { fit, lead } = decoded.clarity[name];
    return state === 'read' && fit >= FIELD_CLARITY[name].fit && lead >= FIELD_CLARITY[name].lead ? 'read' : 'offered';
  };
  const entries: [string, ReadField][] = [
    ['cic', field(fields.cic)],
    ['ocr', field(fields.ocr)],
    ['identificadorCiudadano', field(fields.identificadorCiudadano)],
    ['numeroEmision', field(fields.numeroEmision)],
    ['seccion', field(fields.seccion)],
    ['fechaNacimiento', field(birthDate(fields), isCenturyCertain(fields) ? own('birth') : 'offered')],
    ['vigencia', field(`20${fields.expiry.slice(0, 2)}`, own('expiry'))],
    ...(fields.sexo ? ([['sexo', field(fields.sexo, own('sexo'))]] as [CredentialFieldName, ReadField][]) : []),
    ...(zone ? Object.entries(combineNames(undefined, zone, undefined)) : []),
  ];
  return Object.fromEntries(entries.filter(([, { value }]) => value !== ''));
}

function isClearlyRead({ checkDigitsValid, repairs, ...clarity }: DecodedMrz): boolean {
  if (!checkDigitsValid) return false;
  return repairs > 0 ? isClear(clarity, REPAIRED) : isClear(clarity, NORMAL) || isClear(clarity, STRONG);
}

function isClear(
  { fit, weakestFit, weakestLead }: Pick<DecodedMrz, 'fit' | 'weakestFit' | 'weakestLead'>,
  floor: typeof NORMAL,
): boolean {
  return fit >= floor.fit && weakestFit >= floor.weakestFit && weakestLead >= floor.lead;
}

/** True if a code of the same card has a CIC or OCR that differs in one or two digits. */
function isContradicted({ cic, ocr }: MrzFields, codes: readonly ReadCode[]): boolean {
  const numbers = codes.flatMap(({ text }) => text.match(/\d{9,13}/g) ?? []);
  return [cic, ocr].some((value) => !numbers.includes(value) && numbers.some((number) => isNearlyEqual(number, value)));
}

function isNearlyEqual(a: string, b: string): boolean {
  return a.length === b.length && [...a].filter((digit, i) => digit !== b.charAt(i)).length <= 2;
}

/** Credentials are issued from the age of eighteen, which determines the century. */
function birthDate({ birth, expiry }: MrzFields): string {
  return `${String(birthYear(birth, expiry))}-${birth.slice(2, 4)}-${birth.slice(4, 6)}`;
}

function birthYear(birth: string, expiry: string): number {
  const year = Number(birth.slice(0, 2));
  return year + 18 <= Number(expiry.slice(0, 2)) ? 2000 + year : 1900 + year;
}

/** False for an age over a hundred, which is as likely a misread year. */
function isCenturyCertain({ birth, expiry }: MrzFields): boolean {
  return 2000 + Number(expiry.slice(0, 2)) - birthYear(birth, expiry) <= 100;
}

const SHAPE = /^[A-Z]+(<[A-Z]+)*<<[A-Z]+(<[A-Z]+)*<*$/;

/** The names of the zone; undefined if its third line does not have their form. */
export function zoneNamesOf({ lines: [, , third], fields, clarity: { names } }: DecodedMrz): ZoneNames | undefined {
  if (!fields || (!SHAPE.test(third) && !fields.namesTruncated)) return undefined;
  const { surnames, given } = fields;
  // With a single filler at the end, the line may have been cut between two words.
  const truncated = !third.endsWith('<<');
  const isClear = SHAPE.test(third) && names.fit >= FIELD_CLARITY.names.fit && names.lead >= FIELD_CLARITY.names.lead;
  return { surnames, given, truncated, isClear };
}
