import { normaliseIdentifier } from '#electoral/identifiers';
import { normaliseAuxiliaryId } from './auxiliary-id.js';
import { surnameWords } from './surname-words.js';

/** A search for an auxiliary. The format of the text determines the kind. */
export type SearchTerm =
  | { readonly kind: 'id-auxiliar'; readonly idAuxiliar: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'clave'; readonly claveElector: string }
  /** The folio of a support, or only its prefix: both identify the device that created it. */
  | { readonly kind: 'device'; readonly folioPrefix: string }
  | { readonly kind: 'surnames'; readonly words: readonly string[] };

const ID_AUXILIAR = /^AUX-/;
const CLAVE = /^[A-ZÑ]{6}\d{8}[HM]\d{3}$/;
const FOLIO = /^AC-?([0-9A-Z]{5})(?:-?[0-9A-Z]{6})?$/;

export function parseSearchTerm(text: string): SearchTerm {
  const code = normaliseAuxiliaryId(text);
  if (ID_AUXILIAR.test(code)) return { kind: 'id-auxiliar', idAuxiliar: code };
  if (text.includes('@')) return { kind: 'email', email: text.trim().toLowerCase() };
  const claveElector = normaliseIdentifier(text);
  if (CLAVE.test(claveElector)) return { kind: 'clave', claveElector };
  const [, prefix] = FOLIO.exec(code) ?? [];
  if (prefix !== undefined) {
    return { kind: 'device', folioPrefix: prefix.replaceAll('O', '0').replaceAll(/[IL]/g, '1') };
  }
  return { kind: 'surnames', words: surnameWords(text) };
}
