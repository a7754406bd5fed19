import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { inventedElectors } from './invented-elector.js';
import { ROLL_COLUMNS, formatElector, formatHeader } from '#electoral/roll';

export interface InventedRoll {
  readonly seed: number;
  readonly electors: number;
  readonly cut: string;
  readonly asOf: string;
}

const CHUNK = 1_000;

/** The lines of a roll cut of fictitious electors. The same seed yields the same file. */
export function* inventedRollLines({ seed, electors, cut, asOf }: InventedRoll): Generator<string> {
  yield `${formatHeader({ cut, asOf, source: 'PADRÓN INVENTADO', electors })}\n${ROLL_COLUMNS.join(',')}\n`;
  let chunk = '';
  let count = 0;
  for (const elector of inventedElectors(seed, electors)) {
    chunk += `${formatElector(elector)}\n`;
    count += 1;
    if (count % CHUNK === 0) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** Writes the fictitious cut to a file (`docs/roll-format.md`). */
export async function generateRoll(path: string, roll: InventedRoll): Promise<void> {
  await pipeline(inventedRollLines(roll), createWriteStream(path));
}
