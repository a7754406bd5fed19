import { normaliseDigits } from '#electoral/identifiers';
import { findFolio } from '#electoral/wire';

/** What was typed or pasted in the two fields of the page: a value, with or without its label, or a whole receipt. */
interface PastedReceipt {
  readonly folio: string;
  readonly integrityCode: string;
}

/** A pasted receipt may have lost its line breaks, so no boundary is required after a value. */
const FOLIO = /\bAC\W?[0-9A-Z]{5}\W?[0-9A-Z]{6}/gi;
const CODE = /(?<![0-9A-Z])[0-9A-F]{64}/i;
const LABEL = /^\s*(?:folio|c[oó]digo(?: de integridad)?)\b/i;

/** The folio and the integrity code, each from its own field if it is there. */
export function findReceipt({ folio, integrityCode }: PastedReceipt): {
  readonly [Part in keyof PastedReceipt]: string | undefined;
} {
  return {
    folio: folioIn(folio) ?? folioIn(integrityCode),
    integrityCode: codeIn(integrityCode) ?? codeIn(folio),
  };
}

function folioIn(text: string): string | undefined {
  const candidates = [text.replace(LABEL, ''), ...(text.match(FOLIO) ?? [])];
  return candidates.map(findFolio).find((folio) => folio !== undefined);
}

function codeIn(text: string): string | undefined {
  const typed = normaliseDigits(text.replace(LABEL, '')).toLowerCase();
  return /^[0-9a-f]{64}$/.test(typed) ? typed : CODE.exec(text)?.[0].toLowerCase();
}
