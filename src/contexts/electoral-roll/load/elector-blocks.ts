import { sha256 } from '../../../kernel/crypto/digest.js';
import { formatElector } from '#electoral/roll';
import type { ElectorList, RollBlock } from './roll-file.js';

const BLOCK_ROWS = 20_000;

/** Formats a list of electors as blocks of a cut file. The digests identify no file, so the load cannot resume. */
export async function* electorBlocks(electors: ElectorList['electors']): AsyncGenerator<RollBlock> {
  let [rows, rowsInBlock] = [0, 0];
  let lines = new Map<string, string>();
  for await (const elector of electors) {
    rows += 1;
    rowsInBlock += 1;
    lines.set(elector.entidad, `${lines.get(elector.entidad) ?? ''}${formatElector(elector)}\n`);
    if (rowsInBlock < BLOCK_ROWS) continue;
    yield { lines, rows, sha256: sha256(String(rows)) };
    [lines, rowsInBlock] = [new Map<string, string>(), 0];
  }
  yield { lines, rows, sha256: sha256(String(rows)) };
}
