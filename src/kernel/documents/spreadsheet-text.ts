/** What a spreadsheet may take for the beginning of a formula, in any width, and what it skips before one. */
const FORMULA_START = /^[\s\u0000-\u001f\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|^[\t\r\n]/u;
const NEUTRALISED = /^'(?=[\s\u0000-\u001f\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])/u;
/** What XML cannot carry: control characters, halves of a pair, and two that are no characters. */
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
/** Excel's own limit of a cell. */
const MAX_CELL_LENGTH = 32_767;

/**
 * A text as it may stand in a cell that we write: never a formula, also after a program has written the sheet out as CSV
 * (CWE-1236), and nothing that XML or Excel cannot hold.
 */
export function escapeCellText(text: string): string {
  const clean = text.replace(NOT_IN_XML, '').slice(0, MAX_CELL_LENGTH - 1);
  const safe = FORMULA_START.test(clean) ? `'${clean}` : clean;
  // `_x003D_` is how the format writes `=`: what a person typed so must not become one.
  return safe.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** What a person typed, out of a cell that {@link escapeCellText} may have written. */
export function unescapeCellText(cell: string): string {
  return cell.replace(NEUTRALISED, '');
}
