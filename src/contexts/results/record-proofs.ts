import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListNewestVerdicts, type NewestVerdict } from '../control-desk/index.js';
import { ListDamagedSupports, VerifySupports, type VerifiedSupport } from '../intake/index.js';
import type { ReviewFacts } from '../verification/index.js';

const SYSTEM = systemActor('results.close-process');

/** Maximum number of folios that the error names. */
const MAX_NAMED = 5;
const VERDICTS_PER_PAGE = 500;

/** The fields that must agree between a row for the package and its record. */
export type ProvableRow = Pick<
  ReviewFacts,
  | 'supportId'
  | 'folio'
  | 'aspirantId'
  | 'channel'
  | 'receivedAt'
  | 'integrityCode'
  | 'outOfPeriod'
  | 'deskVerdict'
  | 'deskReason'
>;

/** Compares the rows for the package with the verified records (decision 49). */
@Injectable()
export class RecordProofs {
  constructor(private readonly dispatcher: Dispatcher) {}

  /**
   * Requires that every record of the process is unchanged since it was received, that every row agrees with its
   * record and with the verdict in force, and that no row from the app lacks a record. Reads every container. A record
   * declared 'no procesable' may have lost its container.
   * @throws DomainError RESULTS.RECORDS_ALTERED
   */
  async require(processId: string, rows: readonly ProvableRow[], unprocessable: ReadonlySet<string>): Promise<void> {
    const unproved = new Map(rows.map((row) => [row.supportId, row]));
    const altered: string[] = [];
    for await (const record of this.#records(processId)) {
      const row = unproved.get(record.supportId);
      unproved.delete(record.supportId);
      const blocks = blocksClose(record.faults, unprocessable.has(record.supportId));
      if (blocks || !row || !agrees(row, record)) altered.push(record.folio);
    }
    for (const { folio, channel } of unproved.values()) if (channel === 'app') altered.push(folio);
    for await (const folio of this.#unreviewed(rows, unprocessable)) altered.push(folio);
    if (altered.length > 0) throw recordsAltered([...new Set(altered)]);
  }

  /** The folios of the rows that do not have the verdict that the control desk recorded. */
  async *#unreviewed(rows: readonly ProvableRow[], unprocessable: ReadonlySet<string>): AsyncGenerator<string> {
    for (let from = 0; from < rows.length; from += VERDICTS_PER_PAGE) {
      const page = rows.slice(from, from + VERDICTS_PER_PAGE);
      const supportIds = page.map(({ supportId }) => supportId);
      const verdicts = await this.dispatcher.ask(SYSTEM, new ListNewestVerdicts({ supportIds }));
      const given = new Map(verdicts.map((one) => [one.supportId, one]));
      for (const row of page) {
        if (!hasVerdict(row, given.get(row.supportId), unprocessable.has(row.supportId))) yield row.folio;
      }
    }
  }

  /**
   * The error that the close would throw because of the damage that the scrub has found. Undefined if it has found
   * none, which proves nothing: only the close verifies every record.
   */
  async predict(processId: string, unprocessable: ReadonlySet<string>): Promise<DomainError | undefined> {
    const damaged = await this.dispatcher.ask(SYSTEM, new ListDamagedSupports({ processId }));
    const altered = damaged
      .filter(({ supportId, findings }) => blocksClose(findings, unprocessable.has(supportId)))
      .map(({ folio }) => folio);
    return altered.length > 0 ? recordsAltered(altered) : undefined;
  }

  async *#records(processId: string): AsyncGenerator<VerifiedSupport> {
    let after: { readonly receivedAt: string; readonly folio: string } | undefined;
    do {
      const page = await this.dispatcher.ask(SYSTEM, new VerifySupports({ processId, after }));
      yield* page.supports;
      after = page.next;
    } while (after !== undefined);
  }
}

function blocksClose(faults: readonly string[], unprocessable: boolean): boolean {
  return faults.some((fault) => !(unprocessable && fault.startsWith('container.')));
}

function recordsAltered(folios: readonly string[]): DomainError {
  const params = { altered: folios.length, folios: folios.slice(0, MAX_NAMED).join(', ') };
  return new DomainError('RESULTS.RECORDS_ALTERED', { kind: 'conflict', params });
}

function agrees(row: ProvableRow, record: VerifiedSupport): boolean {
  return (
    row.folio === record.folio &&
    row.aspirantId === record.aspirantId &&
    row.channel === 'app' &&
    row.integrityCode === record.integrityCode &&
    // All intake flags concern the time of capture (decision 8).
    row.outOfPeriod === record.flags.length > 0 &&
    Date.parse(row.receivedAt) === Date.parse(record.receivedAt)
  );
}

function hasVerdict(row: ProvableRow, given: NewestVerdict | undefined, isUnprocessable: boolean): boolean {
  if (given) return row.deskVerdict === given.verdict && row.deskReason === given.subReason;
  return isUnprocessable && row.deskVerdict === 'no-procesable';
}
