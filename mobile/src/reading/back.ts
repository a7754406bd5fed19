import { credentialType, type CredentialTypeKey } from '#electoral/identifiers';
import { readFrames, type BurstReader } from './burst-reader.js';
import { readCodes, type CodeFormat } from './codes.js';
import { hintFor, type HintContext } from './hint.js';
import { looksLikeFront } from './find-identifiers.js';
import type { Picture } from './image.js';
import { decodeMrz, type DecodedMrz } from './mrz-decode.js';
import { fieldsOfMrz, zoneNamesOf } from './mrz-fields.js';
import { looksLikeZone, combineBlocks, findZone, type BlockScores } from './mrz-zone.js';
import {
  looksLikeNumber,
  combineNumbers,
  findNumber,
  type NumberScores,
  type PrintedNumber,
} from './printed-number.js';
import type { ReadCode, ReadField, ReadFields, Reading, ReadingHint } from './reading.js';
import { flatten, createSheet, type Sheet } from './sheet.js';

/** Reads the back from one or more frames of the same card and combines their evidence. */
export function readBackOf(key: CredentialTypeKey, frames: readonly Picture[]): Promise<Reading> {
  return readFrames('back', createBackReader(key), frames);
}

/** @returns a reader to which the frames of one back are added one at a time. */
export function createBackReader(key: CredentialTypeKey): BurstReader {
  const type = credentialType(key);
  const wanted = type?.codes ?? [];
  return type?.mrz === true ? new MrzBackReader(wanted) : new NumberBackReader(wanted);
}

/** Collects the codes of a burst: a format found in one frame is not searched for in the next. */
class CodeCollector {
  readonly #wanted: readonly CodeFormat[];
  readonly #found = new Map<string, ReadCode>();

  constructor(wanted: readonly CodeFormat[]) {
    this.#wanted = wanted;
  }

  get all(): readonly ReadCode[] {
    return [...this.#found.values()];
  }

  async search(frame: Picture, flat: () => Picture): Promise<void> {
    const missing = this.#wanted.filter((format) => !this.all.some((code) => code.format === format));
    for (const code of await readCodes(frame, missing, flat)) this.#found.set(code.text, code);
  }
}

class MrzBackReader implements BurstReader {
  readonly #blocks: BlockScores[] = [];
  readonly #codes: CodeCollector;

  constructor(wanted: readonly CodeFormat[]) {
    this.#codes = new CodeCollector(wanted);
  }

  async add(frame: Picture): Promise<Reading> {
    const { sheet, block } = findZone(createSheet(frame));
    if (block) this.#blocks.push(block);
    await this.#codes.search(frame, () => flatten(sheet, block?.grid));
    const codes = this.#codes.all;
    const decoded = this.#blocks.length > 0 ? decodeMrz(combineBlocks(this.#blocks)) : undefined;
    const fields = this.#fields(decoded, block, codes);
    const state = fields.cic?.state === 'read' ? 'read' : decoded ? 'partial' : 'unreadable';
    const hint = state === 'read' ? undefined : this.#hint(sheet);
    const zoneNames = decoded && zoneNamesOf(decoded);
    return { side: 'back', state, fields, codes, ...(hint && { hint }), ...(zoneNames && { zoneNames }) };
  }

  #hint(sheet: Sheet): ReadingHint {
    const textFound = this.#blocks.length > 0;
    return hintFor(sheet, { textFound, wrongSide: textFound ? undefined : wrongSideOn(sheet, looksLikeNumber) });
  }

  /** The fields of all frames combined, or those of this frame if only these are certain and the two agree. */
  #fields(all: DecodedMrz | undefined, block: BlockScores | undefined, codes: readonly ReadCode[]): ReadFields {
    if (!all) return {};
    const fields = fieldsOfMrz(all, codes);
    if (fields.cic?.state === 'read' || !block || this.#blocks.length === 1) return fields;
    const single = fieldsOfMrz(decodeMrz(block), codes);
    const agrees = single.cic?.value === fields.cic?.value && single.ocr?.value === fields.ocr?.value;
    return agrees && single.cic?.state === 'read' ? single : fields;
  }
}

class NumberBackReader implements BurstReader {
  readonly #numbers: NumberScores[] = [];
  readonly #codes: CodeCollector;

  constructor(wanted: readonly CodeFormat[]) {
    this.#codes = new CodeCollector(wanted);
  }

  async add(frame: Picture): Promise<Reading> {
    const { sheet, number } = findNumber(createSheet(frame));
    if (number) this.#numbers.push(number);
    await this.#codes.search(frame, () => flatten(sheet));
    const ocr = numberField(combineNumbers(this.#numbers), this.#codes.all);
    const state = ocr ? (ocr.state === 'read' ? 'read' : 'partial') : 'unreadable';
    const hint = state === 'read' ? undefined : this.#hint(sheet);
    return { side: 'back', state, fields: ocr ? { ocr } : {}, codes: this.#codes.all, ...(hint && { hint }) };
  }

  #hint(sheet: Sheet): ReadingHint {
    const textFound = this.#numbers.length > 0;
    return hintFor(sheet, { textFound, wrongSide: textFound ? undefined : wrongSideOn(sheet, looksLikeZone) });
  }
}

/** Why a side without the expected text may be wrong. */
function wrongSideOn(sheet: Sheet, isOtherType: (sheet: Sheet) => boolean): HintContext['wrongSide'] {
  if (isOtherType(sheet)) return 'other-type';
  return looksLikeFront(sheet) ? 'other-side' : undefined;
}

/** The printed number has no check digit: it is certain if the barcode agrees, or if it is very clear without one. */
const CLEAR = { fit: 0.9, weakestFit: 0.8, lead: 0.08 };

function numberField(printed: PrintedNumber | undefined, codes: readonly ReadCode[]): ReadField | undefined {
  const barcodes = codes.filter(({ format }) => format === 'code128');
  const barcode = barcodes.find(({ text }) => /^\d{13}$/.test(text));
  if (barcode && printed) {
    const agree = barcode.text === printed.digits;
    const value = barcode.text;
    return { value, source: 'code128', state: agree ? 'read' : 'offered', confidence: agree ? 1 : 0.6 };
  }
  if (barcode) return { value: barcode.text, source: 'code128', state: 'offered', confidence: 0.9 };
  if (!printed) return undefined;
  const clear = printed.fit >= CLEAR.fit && printed.weakestFit >= CLEAR.weakestFit && printed.weakestLead >= CLEAR.lead;
  // A barcode with another number belongs to another card.
  const state = clear && barcodes.length === 0 ? 'read' : 'offered';
  return { value: printed.digits, source: 'ocr', state, confidence: printed.weakestFit };
}
