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

/** A cut as a list of electors: what is invented, or known already. */
export interface ElectorList {
  readonly header: RollHeader;
  readonly electors: AsyncIterable<RollElector> | Iterable<RollElector>;
}

/** A piece of a cut file: its rows by entidad, as lines of the format, each ended by a line feed. */
export interface RollBlock {
  readonly lines: ReadonlyMap<string, string>;
  /** Rows of the file up to the end of this block. */
  readonly rows: number;
  /** SHA-256 of the file's text, line by line, up to there. */
  readonly sha256: Buffer;
}

export interface RollCutFile {
  readonly header: RollHeader;
  readonly blocks: AsyncIterable<RollBlock>;
}

/** So many rows are taken at a time: what is lost, at most, when a load is interrupted. */
const BLOCK_ROWS = 100_000;

/** Nearly every row of a sound file; the others are looked at cell by cell. */
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

/** Opens a roll cut, plain or gz; rows are read, and checked, as they are asked for. @throws RollFormatError */
export async function openRollFile(path: string): Promise<RollCutFile> {
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  if (bytes !== file) file.on('error', (error) => bytes.destroy(error));
  const chunks = linesOf(bytes);
  const first = await chunks.next();
  const [head = '', columns, ...rest] = first.done === true ? [] : first.value;
  const header = parseHeader(head);
  if (columns !== ROLL_COLUMNS.join(',')) throw new RollFormatError(2, 'wrong columns');
  return { header, blocks: blocksOf(header, rest, chunks) };
}

/** The file is closed however the reading ends. */
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
  let [rows, held] = [0, 0];
  let lines = new Map<string, string>();
  const block = (): RollBlock => ({ lines, rows, sha256: hash.copy().digest() });
  for (let some = rest; ;) {
    let hashed = 0;
    for (const [index, line] of some.entries()) {
      if (line === '') continue;
      rows += 1;
      held += 1;
      const { entidad, text } = checkedRow(line, rows + 2);
      lines.set(entidad, `${lines.get(entidad) ?? ''}${text}\n`);
      if (held < BLOCK_ROWS) continue;
      // Cut at the same row however the file comes in pieces: who resumes finds the same blocks.
      hash.update(`${some.slice(hashed, index + 1).join('\n')}\n`);
      hashed = index + 1;
      yield block();
      [lines, held] = [new Map<string, string>(), 0];
    }
    if (hashed < some.length) hash.update(`${some.slice(hashed).join('\n')}\n`);
    const next = await chunks.next();
    if (next.done === true) break;
    some = next.value;
  }
  if (rows !== header.electors) {
    throw new RollFormatError(rows + 2, `the header announces ${header.electors} electors, the file holds ${rows}`);
  }
  yield block();
}

/** The row as it may be copied, and whose partition it goes to. @throws RollFormatError */
function checkedRow(line: string, lineNumber: number): { readonly entidad: string; readonly text: string } {
  const entidad = PLAIN_ROW.exec(line)?.[1];
  if (entidad !== undefined) return { entidad, text: line };
  const elector = parseElector(line, lineNumber);
  return { entidad: elector.entidad, text: formatElector(elector) };
}

/** Whole lines, as many as a chunk holds; the first answer has the two lines of the head at least, if there are so many. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let open = '';
  let isFirst = true;
  for await (const chunk of bytes) {
    open += decoder.decode(chunk, { stream: true });
    const lines = open.split(/\r?\n/);
    if (isFirst && lines.length < 3) continue;
    isFirst = false;
    open = lines.pop() ?? '';
    yield lines;
  }
  open += decoder.decode();
  if (open !== '') yield open.split(/\r?\n/);
}
