/** Folios and ids: capitals and digits in groups joined by hyphens, with at least one digit. */
const CODE = /(?<![\p{L}\d-])(?=[A-Z-]*\d)[A-Z]{2,}(?:-[A-Z\d]+)+(?![\p{L}\d-])/gu;

export interface TextPart {
  readonly text: string;
  readonly isCode: boolean;
}

/**
 * Splits a sentence around its folios and ids, so that a page can show them in the typeface for codes and on one line.
 * @example codesInText('por ejemplo AC-7K2MD-000193') → [{ text: 'por ejemplo ', … }, { text: 'AC-7K2MD-000193', isCode: true }]
 */
export function codesInText(sentence: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: code, index } of sentence.matchAll(CODE)) {
    if (index > end) parts.push({ text: sentence.slice(end, index), isCode: false });
    parts.push({ text: code, isCode: true });
    end = index + code.length;
  }
  if (end < sentence.length) parts.push({ text: sentence.slice(end), isCode: false });
  return parts;
}
