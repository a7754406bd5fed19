import { checkClaveElector } from '#electoral/identifiers';
import type { FrontNames, ZoneNames } from './card-names.js';
import type { FieldState, ReadField, ReadFields } from './reading.js';

interface Names {
  readonly paterno: string;
  readonly materno: string;
  readonly nombre: string;
}

/** Ranks before the names of the zone alone. */
const CONFIRMED = 0.95;

/**
 * The cardholder's names from both sides. They are `read` only if the front and a clear zone agree on every letter, and
 * the front shows for each N whether it has a tilde; otherwise they are `offered`.
 */
export function combineNames(
  printed: FrontNames | undefined,
  zone: ZoneNames | undefined,
  clave: string | undefined,
): ReadFields {
  if (!printed) return zone ? fieldsOf(splitNames(zone, clave), 'mrz', 'offered', 0.5) : {};
  if (!zone) return fieldsOf(printed, 'ocr', 'offered', printed.fit);
  if (agree(printed, zone)) {
    const isRead = zone.isClear && !zone.truncated && printed.tildesCertain;
    return fieldsOf(printed, 'ocr', isRead ? 'read' : 'offered', CONFIRMED);
  }
  const corrected = zone.isClear ? correctedBy(printed, zone) : undefined;
  return fieldsOf(corrected ?? printed, 'ocr', 'offered', printed.fit);
}

/** An absent second surname is stated too, so that it is not taken from another source. */
function fieldsOf(names: Names, source: ReadField['source'], state: FieldState, confidence: number): ReadFields {
  const field = (value: string): ReadField => ({ value, source, state, confidence: Math.min(1, confidence) });
  return { paterno: field(names.paterno), materno: field(names.materno), nombre: field(names.nombre) };
}

const withoutTildes = (text: string): string => text.replace(/Ñ/g, 'N');
const surnamesOf = ({ paterno, materno }: Names): string => [paterno, materno].filter(Boolean).join(' ');

function agree(printed: Names, zone: ZoneNames): boolean {
  const [surnames, given] = [withoutTildes(surnamesOf(printed)), withoutTildes(printed.nombre)];
  if (!zone.truncated) return surnames === zone.surnames && given === zone.given;
  const isGivenCut = zone.given !== '';
  return isGivenCut ? surnames === zone.surnames && given.startsWith(zone.given) : surnames.startsWith(zone.surnames);
}

/** The printed names with the letters of the zone, if both have the same words; an Ñ is kept. */
function correctedBy(printed: Names, zone: ZoneNames): Names | undefined {
  if (zone.truncated) return undefined;
  const shape = (text: string): string => text.replace(/[^ ]/g, 'A');
  if (shape(surnamesOf(printed)) !== shape(zone.surnames) || shape(printed.nombre) !== shape(zone.given))
    return undefined;
  const take = (from: string, to: string): string =>
    [...to].map((character, i) => (character === 'N' && from.charAt(i) === 'Ñ' ? 'Ñ' : character)).join('');
  const { length } = printed.paterno;
  return {
    paterno: take(printed.paterno, zone.surnames.slice(0, length)),
    materno: take(printed.materno, zone.surnames.slice(length + 1)),
    nombre: take(printed.nombre, zone.given),
  };
}

const PARTICLES = new Set(['DE', 'DEL', 'LA', 'LAS', 'LOS', 'Y', 'SAN', 'SANTA']);

/** The two surnames of a zone, which does not separate them: as the clave has their letters, or by the particles. */
export function splitNames({ surnames, given }: ZoneNames, clave?: string): Names {
  const words = surnames.split(' ').filter(Boolean);
  const at = (end: number): Names => ({
    paterno: words.slice(0, end).join(' '),
    materno: words.slice(end).join(' '),
    nombre: given,
  });
  let end = 1;
  while (end < words.length && (PARTICLES.has(words[end - 1] ?? '') || PARTICLES.has(words[end] ?? ''))) end += 1;
  const likely = at(end);
  if (clave === undefined) return likely;
  const agrees = (names: Names): boolean =>
    checkClaveElector(clave, names).every(({ code }) => code !== 'CLAVE_NAME_MISMATCH' && code !== 'CLAVE_FORMAT');
  return [likely, ...words.map((_, i) => at(i + 1))].find(agrees) ?? likely;
}
