import { credentialType, type CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';
import { codesOf, type CodeFormat } from './codes.js';
import { hintFor } from './hint.js';
import type { Picture } from './image.js';
import { decodeMrz, type DecodedMrz } from './mrz-decode.js';
import { fieldsOfMrz } from './mrz-fields.js';
import { mrzScores, together, type BlockScores } from './mrz-zone.js';
import { printedNumber, type PrintedNumber } from './printed-number.js';
import type { ReadCode, ReadField, ReadFields, Reading } from './reading.js';
import { flattened, sheetOf, type Sheet } from './sheet.js';

/** Reads the back from one or several frames of the same card; evidence of several frames adds up. */
export async function readBackOf(key: CredentialTypeKey, frames: readonly Picture[]): Promise<Reading> {
  const type = credentialType(key);
  const wanted = type?.codes ?? [];
  return type?.mrz === true ? readZone(frames, wanted) : readNumber(frames, wanted);
}

async function readZone(frames: readonly Picture[], wanted: readonly CodeFormat[]): Promise<Reading> {
  const blocks: BlockScores[] = [];
  const codes = new Map<string, ReadCode>();
  let sheet: Sheet | undefined;
  let decoded: DecodedMrz | undefined;
  let fields: ReadFields = {};
  for (const frame of frames) {
    sheet = sheetOf(frame);
    const here = sheet;
    const block = mrzScores(sheet);
    if (block) blocks.push(block);
    const missing = wanted.filter((format) => ![...codes.values()].some((code) => code.format === format));
    for (const code of await codesOf(frame, missing, () => flattened(here, block?.grid))) codes.set(code.text, code);
    if (!block) continue;
    decoded = decodeMrz(together(blocks));
    fields = fieldsOfMrz(decoded, [...codes.values()]);
    if (fields.cic?.state === 'read') break;
  }
  const state = fields.cic?.state === 'read' ? 'read' : decoded ? 'partial' : 'unreadable';
  return {
    side: 'back',
    state,
    fields,
    codes: [...codes.values()],
    ...(state === 'read' ? {} : { hint: hintFor(sheet, blocks.length > 0) }),
  };
}

async function readNumber(frames: readonly Picture[], wanted: readonly CodeFormat[]): Promise<Reading> {
  const codes = new Map<string, ReadCode>();
  let sheet: Sheet | undefined;
  let printed: PrintedNumber | undefined;
  let ocr: ReadField | undefined;
  for (const frame of frames) {
    sheet = sheetOf(frame);
    const here = sheet;
    const found = printedNumber(sheet);
    if (found && found.fit > (printed?.fit ?? 0)) printed = found;
    for (const code of await codesOf(frame, wanted, () => flattened(here))) codes.set(code.text, code);
    ocr = numberField(printed, [...codes.values()]);
    if (ocr?.state === 'read') break;
  }
  const state = ocr ? (ocr.state === 'read' ? 'read' : 'partial') : 'unreadable';
  return {
    side: 'back',
    state,
    fields: ocr ? { ocr } : {},
    codes: [...codes.values()],
    ...(state === 'read' ? {} : { hint: hintFor(sheet, printed !== undefined) }),
  };
}

/** The printed number has no check digit: it stands as read when the barcode says the same, or by itself when very clear. */
const CLEAR = { fit: 0.9, weakestFit: 0.8, lead: 0.08 };

function numberField(printed: PrintedNumber | undefined, codes: readonly ReadCode[]): ReadField | undefined {
  const barcode = codes.find(({ format, text }) => format === 'code128' && /^\d{13}$/.test(text));
  if (barcode && printed) {
    const agree = barcode.text === printed.digits;
    const value = barcode.text;
    return { value, source: 'code128', state: agree ? 'read' : 'offered', confidence: agree ? 1 : 0.6 };
  }
  if (barcode) return { value: barcode.text, source: 'code128', state: 'offered', confidence: 0.9 };
  if (!printed) return undefined;
  const clear = printed.fit >= CLEAR.fit && printed.weakestFit >= CLEAR.weakestFit && printed.weakestLead >= CLEAR.lead;
  return { value: printed.digits, source: 'ocr', state: clear ? 'read' : 'offered', confidence: printed.weakestFit };
}
