import type { INestApplicationContext } from '@nestjs/common';
import { Signing } from '../crypto/signing.js';
import { fail, say } from './cli-command.js';

interface WrapCount {
  readonly wrapped: number;
  readonly rewrapped: number;
  readonly refused: number;
}

export interface WrapRound {
  /** The next page of ids, in ascending order; empty after the last id. */
  readonly list: (after: string | undefined) => Promise<readonly string[]>;
  readonly wrap: (ids: readonly string[]) => Promise<WrapCount>;
}

/** How many pages pass between two lines of progress. */
const PAGES_PER_LINE = 20;

/**
 * Wraps keys under the evidence key, one page per transaction, and prints the counts. Keys that are already wrapped are
 * skipped, so that the command can be interrupted and repeated.
 * @param what what is wrapped, in Spanish, plural.
 * @param rounds run one after the other; the last one must list all ids.
 */
export async function wrapInPages(
  app: INestApplicationContext,
  what: string,
  rounds: readonly WrapRound[],
): Promise<void> {
  if (!(await app.get(Signing).canOpen('intake'))) {
    fail('Este proceso no tiene la llave de recepción. Ejecute la orden donde corren los procesos de trabajo.');
  }
  const total = { seen: 0, wrapped: 0, rewrapped: 0 };
  /** Of the last round, which lists all ids. */
  let refused = 0;
  const line = (): string =>
    `Vistos: ${String(total.seen)} ${what}; cifrados: ${String(total.wrapped)}; renovados: ${String(total.rewrapped)}.`;
  for (const { list, wrap } of rounds) {
    let refusedInRound = 0;
    let pages = 0;
    for (let ids = await list(undefined); ids.length > 0; ids = await list(ids.at(-1))) {
      const page = await wrap(ids);
      total.seen += ids.length;
      total.wrapped += page.wrapped;
      total.rewrapped += page.rewrapped;
      refusedInRound += page.refused;
      pages += 1;
      if (pages % PAGES_PER_LINE === 0) say(line());
    }
    refused = refusedInRound;
  }
  say(line());
  if (refused > 0) {
    fail(
      `No se cifraron ${String(refused)} ${what}: no concuerdan con lo firmado o con la bitácora. El registro del proceso (log) dice cuáles y por qué.`,
    );
  }
}
