/**
 * Characters that may start a formula, including their full-width and small forms, after any white space and invisible
 * characters, which a spreadsheet program skips.
 */
const FORMULA_START = /^[\s\u0000-\u001f\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|^[\t\r\n]/u;
const NEUTRALISED = /^'(?=[\s\u0000-\u001f\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])/u;
/** Invalid in XML: control characters, lone surrogates and two noncharacters. */
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
/** Excel's limit. */
const MAX_CELL_LENGTH = 32_767;

/** Whether a spreadsheet program would take the text, or a part that it may put into a cell of its own, as a formula. */
export function isFormula(text: string): boolean {
  return [text, ...text.split(/[,;\t\r\n"]/)].some((cell) => FORMULA_START.test(cell));
}

/**
 * Escapes text for a cell so that it is never a formula, not even after an export as CSV (CWE-1236), and removes
 * characters that XML or Excel do not allow.
 */
export function escapeCellText(text: string): string {
  const clean = text.replace(NOT_IN_XML, '').slice(0, MAX_CELL_LENGTH - 1);
  const safe = FORMULA_START.test(clean) ? `'${clean}` : clean;
  // The format reads `_x003D_` as `=`, so literal escapes must be escaped.
  return safe.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** Reverses {@link escapeCellText} in a cell whose `_x…_` escapes the reader has already decoded. */
export function unescapeCellText(cell: string): string {
  return cell.replace(NEUTRALISED, '');
}

/** Whether a text is blank: it contains only white space and invisible characters. */
export function isBlank(text: string): boolean {
  return /^[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*$/u.test(text);
}

/** What a spreadsheet program shows instead of a value that it cannot compute or find, in Spanish and English. */
const ERROR_VALUE =
  /^#(?:N\/[AD]|¡?(?:REF|VALUE|VALOR|DIV\/0|NULL|NULO|NUM|SPILL|DESBORDAMIENTO|CALC|FIELD|CAMPO|BLOCKED|BLOQUEADO|CONNECT|CONECTAR|UNKNOWN|DESCONOCIDO|BUSY|OCUPADO|EXTERNAL|PYTHON)!|¿?(?:NAME|NOMBRE)\?|GETTING_DATA|OBTENIENDO_DATOS)$/i;

export function isErrorValue(text: string): boolean {
  return text.startsWith('#') && ERROR_VALUE.test(text.trim());
}
