/** Characters without a glyph: bidi marks, zero-width characters, soft hyphens, byte-order marks. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const BLANKS = /[\s\p{Cc}\u2800]+/gu;
/** Matches most texts, which need no cleaning: imports have thousands of rows. */
const CLEAN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** Any text as people see it: NFC, without invisible characters, every run of blanks as one space, trimmed. */
export function cleanText(text: string): string {
  if (CLEAN.test(text)) return text;
  return text.replace(INVISIBLE, '').normalize('NFC').replace(BLANKS, ' ').trim();
}

/** {@link cleanText} with the full-width characters of East Asian keyboards as ASCII. */
export function cleanAscii(text: string): string {
  return cleanText(text).replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** Hyphens, dashes and minus signs. */
export const DASHES = /[\p{Pd}\u2212\u02d7\u00af]/gu;
