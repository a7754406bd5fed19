import { Injectable } from '@nestjs/common';
import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { driverConnection } from '../database/driver-connection.js';
import type { AuditFault } from './audit-faults.js';
import { AuditStatements, type HeadsStatement, type StreamHead } from './audit-statements.js';
import { digestOfMacs, validMacs, type EntryWithMac } from './entry-macs.js';
import { ENTRY_TEXT } from './entry-text.js';
import { ProtectedTables, type ProtectedTable, type RowComparison } from './protected-tables.js';
import { brokenHistories, writtenRows, type WrittenRow } from './written-rows.js';
import { NO_ROW, type RowHistory } from './row-history.js';
import { chain, GENESIS, type EntryRow } from './seal-chain.js';

const SEALS_PER_PAGE = 500;
const ENTRIES_PER_PAGE = 5000;
/** A rewritten chain breaks every later seal; the first ones show where it begins. */
const MAX_FAULTS_PER_PLACE = 100;
/** More than {@link MAX_FAULTS_PER_PLACE}, because differing clocks can make an intact history look broken. */
const MAX_DIFFERENCES = 10_000;

export interface VerifyOptions {
  /** Also compares every protected row with its last digest. */
  readonly againstData?: boolean;
  /** Exported heads; a trail that lacks part of them was rolled back. */
  readonly exported?: readonly HeadsStatement[];
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  readonly entries: number;
  readonly rows: number;
}

export interface Verification extends VerifyProgress {
  readonly streams: number;
  readonly faults: readonly AuditFault[];
}

interface SealRow {
  readonly sequence: number;
  readonly lastEntryId: string;
  readonly entries: number;
  readonly digest: string;
  readonly signature: string | null;
}

interface SealToVerify {
  readonly stream: string;
  readonly seal: SealRow;
  readonly previous: Buffer;
}

type StoredEntry = EntryRow & EntryWithMac;

/**
 * Verifies the audit trail with the keys outside the database: the MAC of each entry, the chain and signature of each
 * seal, the signed list of streams and, on demand, the protected rows. Reads everything in one snapshot.
 */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly em: EntityManager,
    private readonly hash: KeyedHash,
    private readonly statements: AuditStatements,
    private readonly tables: ProtectedTables,
  ) {}

  verify(options: VerifyOptions = {}): Promise<Verification> {
    return this.#inSnapshot(options, (run) => run.run(this.tables));
  }

  /** @returns a fault for each stream that lacks an exported seal, with the first such seal. */
  compareWithExports(exported: readonly HeadsStatement[]): Promise<readonly AuditFault[]> {
    return this.#inSnapshot({ exported }, (run) => run.compareWithExports());
  }

  #inSnapshot<Result>(options: VerifyOptions, work: (run: Run) => Promise<Result>): Promise<Result> {
    return this.em.fork().transactional(
      async (em) => {
        const connection = await driverConnection(em);
        // Functions in other schemas must not shadow the built-in ones.
        await connection.query('set local search_path = pg_catalog');
        return work(new Run(connection, this.hash, this.statements, options));
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ },
    );
  }
}

/** One verification. */
class Run {
  readonly #faults: AuditFault[] = [];
  #entries = 0;
  #rows = 0;

  constructor(
    private readonly connection: pg.ClientBase,
    private readonly hash: KeyedHash,
    private readonly statements: AuditStatements,
    private readonly options: VerifyOptions,
  ) {}

  async run(tables: ProtectedTables): Promise<Verification> {
    const streams = await this.#streams();
    const heads = await this.#readHeads(streams.length > 0);
    for (const stream of streams) await this.#verifyStream(stream, heads?.get(stream));
    for (const { stream } of heads?.values() ?? []) {
      if (!streams.includes(stream)) this.#faults.push({ kind: 'stream-missing', stream, seal: 1 });
    }
    await this.#verifyUnsealed();
    this.#faults.push(...(await this.compareWithExports()));
    if (this.options.againstData === true) {
      for (const table of tables.all()) await this.#verifyRows(table);
      for (const comparison of tables.comparisons()) await this.#compareRows(comparison);
    }
    return { streams: streams.length, entries: this.#entries, rows: this.#rows, faults: this.#faults };
  }

  /** The streams of seals and of sealed entries, read by a loose index scan, because there are few streams. */
  async #streams(): Promise<string[]> {
    const distinct = (table: string): string => `(with recursive known as (
        (select stream from ${table} order by stream limit 1)
        union all
        select (select next.stream from ${table} next where next.stream > known.stream order by next.stream limit 1)
        from known where known.stream is not null)
      select stream from known where stream is not null)`;
    const { rows } = await this.connection.query<{ stream: string }>(
      `select stream from ${distinct('kernel.audit_seal')} seals
       union select stream from ${distinct('kernel.audit_entry')} entries
         where exists (select from kernel.audit_entry entry where entry.stream = entries.stream and entry.sealed)
       order by stream`,
    );
    return rows.map(({ stream }) => stream);
  }

  async #readHeads(expected: boolean): Promise<ReadonlyMap<string, StreamHead> | undefined> {
    const { rows } = await this.connection.query<{ statement: string }>('select statement from kernel.audit_heads');
    const compact = rows[0]?.statement;
    if (compact === undefined) {
      if (expected) this.#faults.push({ kind: 'heads-missing' });
      return undefined;
    }
    const heads = await this.statements.readHeads(compact);
    if (!heads) {
      this.#faults.push({ kind: 'heads-altered' });
      return undefined;
    }
    return new Map(heads.streams.map((head) => [head.stream, head]));
  }

  async #verifyStream(stream: string, head: StreamHead | undefined): Promise<void> {
    const faults: AuditFault[] = [];
    let [previous, last, sealedEntries]: [Buffer, number, number] = [GENESIS, 0, 0];
    for (;;) {
      const { rows } = await this.connection.query<SealRow>(
        `select sequence::int as sequence, last_entry_id::text as "lastEntryId", entries, encode(digest, 'hex') as digest, signature
         from kernel.audit_seal where stream = $1 and sequence > $2 order by sequence limit $3`,
        [stream, last, SEALS_PER_PAGE],
      );
      for await (const [seal, own] of this.#withEntries(stream, rows)) {
        if (seal.sequence !== last + 1) faults.push({ kind: 'seal-missing', stream, seal: last + 1 });
        const found = await this.#verifySeal({ stream, seal, previous }, own);
        if (faults.length < MAX_FAULTS_PER_PLACE) faults.push(...found);
        [previous, last] = [Buffer.from(seal.digest, 'hex'), seal.sequence];
        sealedEntries += own.length;
      }
      if (rows.length < SEALS_PER_PAGE) break;
    }
    faults.push(...(await this.#entriesOutsideSeals(stream, sealedEntries)));
    if (head) faults.push(...compareHead(head, last, previous.toString('hex')));
    else faults.push({ kind: 'stream-unlisted', stream });
    this.#faults.push(...faults);
  }

  /** Seals with their entries. PostgreSQL reads the next entries while these are hashed. */
  async *#withEntries(stream: string, seals: readonly SealRow[]): AsyncGenerator<[SealRow, readonly StoredEntry[]]> {
    const batches = inBatches(seals);
    const read = (batch: readonly SealRow[] | undefined) => {
      const reading = batch && this.#entriesOf(stream, batch);
      // It is awaited below, unless the verification has failed in the meantime.
      reading?.catch(() => undefined);
      return reading;
    };
    let next = read(batches[0]);
    for (const [index, batch] of batches.entries()) {
      const entries = await next;
      next = read(batches[index + 1]);
      for (const seal of batch) yield [seal, entries?.get(seal.sequence) ?? []];
    }
  }

  /** The entries of consecutive seals, by seal. */
  async #entriesOf(stream: string, seals: readonly SealRow[]): Promise<ReadonlyMap<number, StoredEntry[]>> {
    const { rows } = await this.connection.query<StoredEntry & { seal: number }>({
      name: 'verify-seals',
      text: `select audit_entry.id::text as id, ${ENTRY_TEXT} as text, mac, seal_sequence::int as seal
             from kernel.audit_entry where stream = $1 and sealed and seal_sequence between $2 and $3
             order by audit_entry.id`,
      values: [stream, seals[0]?.sequence, seals.at(-1)?.sequence],
    });
    const bySeal = new Map<number, StoredEntry[]>();
    for (const row of rows) {
      const entries = bySeal.get(row.seal);
      if (entries) entries.push(row);
      else bySeal.set(row.seal, [row]);
    }
    return bySeal;
  }

  async #verifySeal(
    { stream, seal: { signature, ...seal }, previous }: SealToVerify,
    rows: readonly StoredEntry[],
  ): Promise<AuditFault[]> {
    const place = { stream, seal: seal.sequence };
    const found: AuditFault[] = [];
    const statement = signature === null ? undefined : await this.statements.readSeal(signature);
    if (signature === null) found.push({ kind: 'seal-unsigned', ...place });
    else if (
      statement?.stream !== stream ||
      statement.sequence !== seal.sequence ||
      statement.lastEntryId !== seal.lastEntryId ||
      statement.entries !== seal.entries ||
      statement.digest !== seal.digest
    ) {
      found.push({ kind: 'seal-altered', ...place });
    }
    const isIntact = rows.length === seal.entries && chain(previous, rows).toString('hex') === seal.digest;
    // The sealer verified the MACs of an intact seal. For any other seal, the MACs show which entry was altered.
    const isProven = isIntact && found.length === 0 && statement?.codes === digestOfMacs(rows);
    const altered = isProven ? [] : await this.#verifyMacs(rows);
    found.push(...altered.map((fault) => ({ ...fault, ...place })));
    if (!isIntact && altered.length === 0) found.push({ kind: 'seal-broken', ...place });
    this.#progress(rows.length, 0);
    return found;
  }

  async #verifyMacs(rows: readonly StoredEntry[]): Promise<AuditFault[]> {
    const isValid = await validMacs(this.hash, rows);
    return rows.flatMap(({ id, mac }, index): AuditFault[] => {
      if (isValid[index] === true) return [];
      return [{ kind: mac === null ? 'entry-unsigned' : 'entry-altered', entry: id }];
    });
  }

  async #entriesOutsideSeals(stream: string, inSeals: number): Promise<AuditFault[]> {
    const { rows: counted } = await this.connection.query<{ entries: number }>(
      'select count(*)::int as entries from kernel.audit_entry where stream = $1 and sealed',
      [stream],
    );
    if (counted[0]?.entries === inSeals) return [];
    const { rows } = await this.connection.query<{ id: string }>(
      `select id::text as id from kernel.audit_entry entry where stream = $1 and sealed
         and not exists (select from kernel.audit_seal seal where seal.stream = $1 and seal.sequence = entry.seal_sequence)
       order by entry.id limit $2`,
      [stream, MAX_FAULTS_PER_PLACE],
    );
    return rows.map(({ id }) => ({ kind: 'entry-unsealed', stream, entry: id }));
  }

  /** Entries that wait for their seal already have a MAC. */
  async #verifyUnsealed(): Promise<void> {
    let after = '0';
    for (;;) {
      const { rows } = await this.connection.query<StoredEntry & { stream: string }>(
        `select id::text as id, stream, ${ENTRY_TEXT} as text, mac from kernel.audit_entry
         where not sealed and audit_entry.id > $1::bigint order by audit_entry.id limit $2`,
        [after, ENTRIES_PER_PAGE],
      );
      const streams = new Map(rows.map(({ id, stream }) => [id, stream]));
      for (const fault of await this.#verifyMacs(rows)) {
        this.#faults.push({ ...fault, stream: streams.get(fault.entry ?? '') ?? '' });
      }
      this.#progress(rows.length, 0);
      if (rows.length < ENTRIES_PER_PAGE) return;
      after = rows.at(-1)?.id ?? after;
    }
  }

  /** Reads the seals of each exported stream once, however many exports there are. */
  async compareWithExports(): Promise<readonly AuditFault[]> {
    const streams = new Map<string, StreamHead[]>();
    for (const head of (this.options.exported ?? []).flatMap((statement) => statement.streams)) {
      const heads = streams.get(head.stream);
      if (heads) heads.push(head);
      else streams.set(head.stream, [head]);
    }
    const faults: AuditFault[] = [];
    for (const [stream, heads] of streams) {
      const { rows } = await this.connection.query<{ seal: number | null }>(
        `select min(exported.seals)::int as seal
         from unnest($2::bigint[], $3::bigint[], $4::text[]) as exported (seals, entries, digest)
         left join (
           select sequence, encode(digest, 'hex') as digest, sum(entries) over (order by sequence) as entries
           from kernel.audit_seal where stream = $1
         ) stored on stored.sequence = exported.seals
         where stored.digest is distinct from exported.digest or stored.entries is distinct from exported.entries`,
        [
          stream,
          heads.map(({ seals }) => seals),
          heads.map(({ entries }) => entries),
          heads.map(({ digest }) => digest),
        ],
      );
      const seal = rows[0]?.seal ?? undefined;
      if (seal !== undefined) faults.push({ kind: 'rolled-back', stream, seal });
    }
    return faults;
  }

  async #verifyRows(protectedTable: ProtectedTable): Promise<void> {
    const { table } = protectedTable;
    const { rows: counted } = await this.connection.query<{ rows: number }>(
      `select count(*)::int as rows from ${table}`,
    );
    const { rows } = await this.connection.query<RowDifference>(
      `${writtenRows(protectedTable)}
       select key, written.digest as written, stored.digest as stored, stream, entry, coalesce(is_broken, false) as "isBroken"
       from written full join stored using (key)
       where is_broken or coalesce(written.digest, '-') <> coalesce(stored.digest, '-')
       order by is_broken, key limit ${String(MAX_DIFFERENCES)}`,
      [table],
    );
    const histories = await brokenHistories(this.connection, table, rows);
    const faults = rows.flatMap((row): AuditFault[] => {
      const history = histories.get(row.key);
      return [
        ...replacedRow({ table, key: row.key }, history),
        ...differingRow(table, history ? { ...row, written: history.digest } : row),
      ];
    });
    this.#faults.push(...faults.slice(0, MAX_FAULTS_PER_PLACE));
    this.#progress(0, counted[0]?.rows ?? 0);
  }

  async #compareRows({ table, differing }: RowComparison): Promise<void> {
    const { rows } = await this.connection.query<{ key: string }>(
      `select key from (${differing}) differing order by key limit ${String(MAX_FAULTS_PER_PLACE)}`,
    );
    this.#faults.push(...rows.map(({ key }): AuditFault => ({ kind: 'row-contradicts', table, key })));
  }

  #progress(entries: number, rows: number): void {
    this.#entries += entries;
    this.#rows += rows;
    this.options.onProgress?.({ entries: this.#entries, rows: this.#rows });
  }
}

/** Seals are small when there is little activity, so many are read together, up to a number of entries. */
function inBatches(seals: readonly SealRow[]): SealRow[][] {
  const batches: SealRow[][] = [];
  let entries = Infinity;
  for (const seal of seals) {
    if (entries + seal.entries > ENTRIES_PER_PAGE) {
      batches.push([]);
      entries = 0;
    }
    batches.at(-1)?.push(seal);
    entries += seal.entries;
  }
  return batches;
}

function compareHead({ stream, seals, digest }: StreamHead, last: number, lastDigest: string): AuditFault[] {
  if (last < seals) return [{ kind: 'tail-cut', stream, seal: last + 1 }];
  if (last > seals) return [{ kind: 'seal-unlisted', stream, seal: seals + 1 }];
  return digest === lastDigest ? [] : [{ kind: 'head-altered', stream, seal: last }];
}

interface RowDifference extends WrittenRow {
  readonly stream: string | null;
  readonly entry: string | null;
}

function replacedRow(
  place: { readonly table: string; readonly key: string },
  history: RowHistory | undefined,
): AuditFault[] {
  const next = history?.gaps[0]?.next;
  return next ? [{ kind: 'row-replaced', ...place, stream: next.stream, entry: next.entry }] : [];
}

function differingRow(table: string, { key, written, stored, stream, entry }: RowDifference): AuditFault[] {
  const [expected, found] = [written ?? NO_ROW, stored ?? NO_ROW];
  if (expected === found) return [];
  const kind = expected === NO_ROW ? 'row-unrecorded' : found === NO_ROW ? 'row-missing' : 'row-changed';
  return [{ kind, table, key, ...(stream !== null && entry !== null && { stream, entry }) }];
}
