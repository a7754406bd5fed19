import type pg from 'pg';
import { AdvisoryLock, trySessionLock } from '../../../kernel/database/advisory-locks.js';
import { RollFormatError } from '#electoral/roll';
import { CutLoad } from './cut-load.js';
import { electorBlocks } from './elector-blocks.js';
import type { ElectorList, RollCutFile } from './roll-file.js';

export interface LoadedCut {
  readonly cutId: number;
  readonly electors: number;
  /** Number of rows that an earlier, interrupted load had already stored; 0 for a new load. */
  readonly resumedAt: number;
}

/** Another process is loading the same cut. */
export class RollLoadBusyError extends Error {
  constructor(cut: string) {
    super(`the cut ${cut} is being loaded by another process`);
    this.name = 'RollLoadBusyError';
  }
}

/**
 * Loads a cut into one partition per entidad, outside the table that is in use, and puts it in force as a whole:
 * matching uses the old cut until that transaction commits, and the new one afterwards. An invalid file leaves no rows.
 * An interrupted load continues when the same file is loaded again; a list of electors starts over.
 * @param connection a connection without an open transaction.
 * @param inForceFrom the instant from which records are matched with the cut.
 * @throws RollFormatError, {@link RollLoadBusyError}
 */
export async function loadRollCut(
  connection: pg.ClientBase,
  cut: ElectorList | RollCutFile,
  inForceFrom: Date,
  at = inForceFrom,
): Promise<LoadedCut> {
  const { header } = cut;
  const isFile = 'blocks' in cut;
  const release = await trySessionLock(connection, AdvisoryLock.RollLoad, header.cut);
  if (!release) throw new RollLoadBusyError(header.cut);
  const load = new CutLoad(connection, header, at);
  try {
    const resumedAt = await load.start(isFile);
    await load.copy(isFile ? cut.blocks : electorBlocks(cut.electors), resumedAt);
    await load.index();
    return { cutId: await load.putInForce(inForceFrom), electors: header.electors, resumedAt };
  } catch (error) {
    // Only a valid file can be resumed later.
    if (error instanceof RollFormatError || !isFile) await load.discard().catch(() => undefined);
    throw error;
  } finally {
    await release();
  }
}
