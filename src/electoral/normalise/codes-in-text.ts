/** Folios and ids: capitals and digits in groups joined by hyphens, with at least one digit. */
const CODE = String.raw`(?<![\p{L}\d-])(?=[A-Z-]*\d)[A-Z]{2,}(?:-[A-Z\d]+)+(?![\p{L}\d-])`;
const ADDRESS = String.raw`[\p{L}\d._%+'-]+@[\p{L}\d.-]+\.[\p{L}\d-]+`;
const FOUND = new RegExp(`${ADDRESS}|${CODE}`, 'gu');

export interface TextPart {
  readonly text: string;
  readonly isCode: boolean;
  /** For an e-mail address: the pieces between which a line may break. */
  readonly pieces?: readonly string[];
}

/**
 * Splits a sentence around its folios, ids and e-mail addresses, so that a page can show the codes in their typeface and
 * on one line, and break an address only after `@` and `.`.
 * @example codesInText('por ejemplo AC-7K2MD-000193') → [{ text: 'por ejemplo ', … }, { text: 'AC-7K2MD-000193', isCode: true }]
 */
export function codesInText(sentence: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of sentence.matchAll(FOUND)) {
    if (index > end) parts.push({ text: sentence.slice(end, index), isCode: false });
    const isCode = !found.includes('@');
    parts.push({ text: found, isCode, ...(!isCode && { pieces: found.split(/(?<=[@.])/) }) });
    end = index + found.length;
  }
  if (end < sentence.length) parts.push({ text: sentence.slice(end), isCode: false });
  return parts;
}
