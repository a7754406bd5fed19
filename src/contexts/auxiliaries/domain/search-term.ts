import { isAuxiliaryId, normaliseClaveElector } from '#electoral/identifiers';
import {
  cleanAscii,
  isTelephone,
  normaliseAuxiliaryId,
  normaliseEmail,
  normaliseTelephone,
} from '#electoral/normalise';
import { wordsToFind } from './name-words.js';

/** A search for an auxiliary. The format of the text determines the kind. */
export type SearchTerm =
  | { readonly kind: 'id-auxiliar'; readonly idAuxiliar: string }
  /** The beginning of ids, e.g. those of a process. */
  | { readonly kind: 'id-beginning'; readonly beginning: string }
  /** A part of an id that contains its number. */
  | { readonly kind: 'id-part'; readonly number: number; readonly part: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'telephone'; readonly telephone: string }
  | { readonly kind: 'clave'; readonly claveElector: string }
  /** The folio of a support, or only its prefix: both identify the device that created it. */
  | { readonly kind: 'device'; readonly folioPrefix: string }
  | { readonly kind: 'name'; readonly words: readonly string[] };

/** An id that ends before its number. */
const ID_BEGINNING = /^AUX(?:-[A-Z]+(?:-\d{1,4}(?:-\d{1,2})?)?)?$/;
/** The number of an id, alone or with what precedes it, and the check character. */
const ID_PART = /^(?:[A-Z0-9]+-)*?(\d{1,9})(?:-[A-Z0-9])?$/;
const CLAVE = /^[A-ZÑ]{6}\d{8}[HM]\d{3}$/;
/** The folio of a support or its beginning. Without a hyphen it must have a digit: ACEVEDO is a surname. */
const FOLIO = /^AC(?:-|(?=.*\d))([0-9A-Z]{5})(?:-?[0-9A-Z]{6})?$/;
const FOLIO_WITHOUT_AC = /^([0-9A-Z]{5})-[0-9A-Z]{6}$/;

export function parseSearchTerm(text: string): SearchTerm {
  const code = codeOf(text);
  const idAuxiliar = normaliseAuxiliaryId(text);
  if (idAuxiliar.startsWith('AUX-') && isAuxiliaryId(idAuxiliar)) return { kind: 'id-auxiliar', idAuxiliar };
  if (text.includes('@')) return { kind: 'email', email: normaliseEmail(text) };
  const claveElector = normaliseClaveElector(text);
  if (CLAVE.test(claveElector)) return { kind: 'clave', claveElector };
  const [, prefix] = FOLIO.exec(code) ?? FOLIO_WITHOUT_AC.exec(code) ?? [];
  if (prefix !== undefined) {
    return { kind: 'device', folioPrefix: prefix.replaceAll('O', '0').replaceAll(/[IL]/g, '1') };
  }
  const telephone = normaliseTelephone(text);
  if (isTelephone(telephone)) return { kind: 'telephone', telephone };
  if (ID_BEGINNING.test(code)) return { kind: 'id-beginning', beginning: code };
  const [, number] = ID_PART.exec(code) ?? [];
  if (number !== undefined) return { kind: 'id-part', number: Number(number), part: code };
  return { kind: 'name', words: wordsToFind(text) };
}

/** In capitals, with one hyphen in place of any characters between letters and digits. */
function codeOf(text: string): string {
  return cleanAscii(text)
    .toUpperCase()
    .split(/[^0-9A-ZÑ]+/)
    .filter((part) => part !== '')
    .join('-');
}
