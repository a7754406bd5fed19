import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import {
  BAJA_CAUSES,
  formatElector,
  parseElector,
  parseHeader,
  ROLL_COLUMNS,
  ROLL_STATUSES,
  RollFormatError,
  type RollElector,
  type RollHeader,
} from '#electoral/roll';
import { sha256Stream } from '../../../kernel/crypto/digest.js';

/** A cut as a list of electors; used for fictitious people. */
export interface ElectorList {
  readonly header: RollHeader;
  readonly electors: AsyncIterable<RollElector> | Iterable<RollElector>;
}

/** A block of a cut file. */
export interface RollBlock {
  /** The rows by entidad, each in the file format and terminated by a line feed. */
  readonly lines: ReadonlyMap<string, string>;
  /** Number of rows of the file up to the end of this block. */
  readonly rows: number;
  /** SHA-256 of those rows, each with its line feed. */
  readonly sha256: Buffer;
}

export interface RollCutFile {
  readonly header: RollHeader;
  readonly blocks: AsyncIterable<RollBlock>;
}

/** Rows per transaction; an interrupted load repeats at most this many. */
const BLOCK_ROWS = 100_000;

/** Accepts nearly every row of a valid file in one step; rows that do not match are checked cell by cell. */
const PLAIN_ROW = new RegExp(
  [
    '^[A-ZÑ]{6}\\d{8}[HM]\\d{3}',
    '[^,"]*',
    '(?:\\d{9})?',
    '(?:\\d{13})?',
    '(?:\\d{9})?',
    '\\d{2}',
    '[^,"]*',
    '[^,"]*',
    '[^,"]*',
    '(?:19|20)\\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])',
    '[^,"]*',
    '(\\d{2})',
    '[^,"]*',
    '[^,"]*',
    '\\d{4}',
    `(?:(?:${ROLL_STATUSES.filter((status) => status !== 'baja').join('|')}),|baja,(?:${BAJA_CAUSES.join('|')}))`,
    '[^,"]{1,64}$',
  ].join(','),
);

/**
 * Opens a roll cut, plain or gzip. Rows are read and checked while the blocks are iterated.
 * @throws RollFormatError if the header is invalid; while iterating, for the first invalid row.
 */
export async function openRollFile(path: string): Promise<RollCutFile> {
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  if (bytes !== file) file.on('error', (error) => bytes.destroy(error));
  const chunks = readLines(bytes);
  const first = await chunks.next();
  const [head = '', columns, ...rest] = first.done === true ? [] : first.value;
  const header = parseHeader(head);
  if (columns !== ROLL_COLUMNS.join(','))
    throw new RollFormatError(2, 'las columnas no son las de docs/roll-format.md');
  return { header, blocks: blocksOf(header, rest, chunks) };
}

/** Closes the file even if the consumer stops early or a row is invalid. */
async function* blocksOf(
  header: RollHeader,
  rest: readonly string[],
  chunks: AsyncGenerator<string[]>,
): AsyncGenerator<RollBlock> {
  try {
    yield* readBlocks(header, rest, chunks);
  } finally {
    await chunks.return(undefined);
  }
}

async function* readBlocks(
  header: RollHeader,
  rest: readonly string[],
  chunks: AsyncIterator<string[]>,
): AsyncGenerator<RollBlock> {
  const hash = sha256Stream();
  let [rows, rowsInBlock] = [0, 0];
  let lines = new Map<string, string>();
  const block = (): RollBlock => ({ lines, rows, sha256: hash.copy().digest() });
  for (let chunk = rest; ;) {
    let hashed = 0;
    for (const [index, line] of chunk.entries()) {
      if (line === '') continue;
      rows += 1;
      rowsInBlock += 1;
      const { entidad, text } = checkedRow(line, rows + 2);
      lines.set(entidad, `${lines.get(entidad) ?? ''}${text}\n`);
      if (rowsInBlock < BLOCK_ROWS) continue;
      // The block ends at the same row regardless of the size of the chunks, so that a resumed load finds the same
      // blocks.
      hash.update(`${chunk.slice(hashed, index + 1).join('\n')}\n`);
      hashed = index + 1;
      yield block();
      [lines, rowsInBlock] = [new Map<string, string>(), 0];
    }
    if (hashed < chunk.length) hash.update(`${chunk.slice(hashed).join('\n')}\n`);
    const next = await chunks.next();
    if (next.done === true) break;
    chunk = next.value;
  }
  if (rows !== header.electors) {
    throw new RollFormatError(rows + 2, `el encabezado declara ${header.electors} personas y el archivo tiene ${rows}`);
  }
  yield block();
}

/**
 * Validates a row.
 * @returns the text to copy, and its partition.
 * @throws RollFormatError if the row is invalid.
 */
function checkedRow(line: string, lineNumber: number): { readonly entidad: string; readonly text: string } {
  const entidad = PLAIN_ROW.exec(line)?.[1];
  if (entidad !== undefined) return { entidad, text: line };
  const elector = parseElector(line, lineNumber);
  return { entidad: elector.entidad, text: formatElector(elector) };
}

/** Yields the complete lines of each chunk. The first array includes the two header lines, if the file has them. */
async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let partial = '';
  let isFirst = true;
  for await (const chunk of bytes) {
    partial += decoder.decode(chunk, { stream: true });
    const lines = partial.split(/\r?\n/);
    if (isFirst && lines.length < 3) continue;
    isFirst = false;
    partial = lines.pop() ?? '';
    yield lines;
  }
  partial += decoder.decode();
  if (partial !== '') yield partial.split(/\r?\n/);
}
