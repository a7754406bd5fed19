import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { Clock } from '../clock/clock.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { AdvisoryLock, takeLocks, tryLock } from '../database/advisory-locks.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { AuditStatements, type StreamHead } from './audit-statements.js';
import { digestOfMacs, entryMacs, validMacs, type EntryWithMac } from './entry-macs.js';
import { ENTRY_TEXT } from './entry-text.js';
import { chain, GENESIS, type EntryRow } from './seal-chain.js';

/**
 * Chains the audit trail per stream. Each seal is signed, and so is the list of all streams with their last seals
 * ({@link AuditStatements}).
 */
@Injectable()
export class AuditSealer {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly statements: AuditStatements,
    private readonly hash: KeyedHash,
  ) {}

  /** Seals the entries that are ready, and returns how many. Only one process seals at a time. */
  @Recurring({ name: 'seal audit', everyMs: 5000 })
  async seal(batchSize = 5000): Promise<number> {
    const sealed = await this.#sealReady(batchSize);
    if (sealed > 0) await this.statements.markBegun();
    return sealed;
  }

  #sealReady(batchSize: number): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      // Another process is sealing.
      if (!(await tryLock(connection, AdvisoryLock.AuditSeal))) return 0;
      const streams = await connection.query<{ stream: string }>(
        `select distinct stream from kernel.audit_entry where not sealed and xid < pg_snapshot_xmin(pg_current_snapshot())`,
      );
      const sealed: StreamHead[] = [];
      let entries = 0;
      const heads = new Map((await this.#heads(connection)).map((head) => [head.stream, head]));
      for (const { stream } of streams.rows) {
        const before = heads.get(stream) ?? { stream, seals: 0, entries: 0, digest: GENESIS.toString('hex') };
        const head = await this.#sealStream(connection, before, batchSize);
        if (head) sealed.push(head);
        entries += head ? head.entries - before.entries : 0;
      }
      for (const head of sealed) heads.set(head.stream, head);
      if (sealed.length > 0) await this.#signHeads(connection, [...heads.values()]);
      return entries;
    });
  }

  /** The signed list of streams; undefined before the first seal. */
  async heads(): Promise<string | undefined> {
    const [row] = await this.em.fork().execute<{ statement: string }[]>('select statement from kernel.audit_heads');
    return row?.statement;
  }

  /**
   * Signs the seals that have no signature or contain entries without a MAC, as adopted, and adds those MACs: from now
   * on they cannot change unnoticed. Run it once after the update that introduced signatures, or after a restore of an
   * older backup.
   * @param upTo the highest id of an entry that gets a MAC; all by default.
   * @returns how many seals were adopted.
   */
  async adopt(batchSize = 500, upTo = MAX_ID): Promise<number> {
    let adopted = 0;
    for (let last: SealPlace | undefined = { stream: '', sequence: 0 }; last;) {
      const after: SealPlace = last;
      const page = await this.#exclusively((connection) =>
        this.#signOldSeals(connection, { after, upTo, limit: batchSize }),
      );
      adopted += page.length;
      last = page.length === batchSize ? page.at(-1) : undefined;
    }
    await this.#exclusively(async (connection) => {
      const heads = await this.#headsOfSeals(connection);
      if (heads.length > 0) await this.#signHeads(connection, heads);
    });
    await this.statements.markBegun();
    return adopted;
  }

  /** Runs work in a transaction during which nothing else is sealed. */
  #exclusively<Result>(work: (connection: pg.ClientBase) => Promise<Result>): Promise<Result> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      await takeLocks(connection, AdvisoryLock.AuditSeal);
      return work(connection);
    });
  }

  async #signOldSeals(
    connection: pg.ClientBase,
    { after, upTo, limit }: { readonly after: SealPlace; readonly upTo: string; readonly limit: number },
  ): Promise<SealPlace[]> {
    const { rows } = await connection.query<SealRow>(SEALS_TO_ADOPT, [after.stream, after.sequence, limit, upTo]);
    for (const seal of rows) {
      await this.#addMacs(connection, seal, upTo);
      const signature = await this.statements.signSeal({ ...seal, adopted: true });
      await connection.query('update kernel.audit_seal set signature = $3 where stream = $1 and sequence = $2', [
        seal.stream,
        seal.sequence,
        signature,
      ]);
    }
    return rows;
  }

  /** Adds MACs to the entries of the seal that have none. */
  async #addMacs(connection: pg.ClientBase, { stream, sequence }: SealRow, upTo: string): Promise<void> {
    const { rows } = await connection.query<EntryRow>(
      `select id::text as id, ${ENTRY_TEXT} as text from kernel.audit_entry
       where stream = $1 and sealed and seal_sequence = $2 and mac is null and audit_entry.id <= $3::bigint`,
      [stream, sequence, upTo],
    );
    await connection.query(
      `update kernel.audit_entry entry set mac = decode(added.mac, 'hex')
       from unnest($1::bigint[], $2::text[]) as added (id, mac) where entry.id = added.id`,
      [rows.map(({ id }) => id), (await entryMacs(this.hash, rows)).map((mac) => mac.toString('hex'))],
    );
  }

  /**
   * The heads in the signed list, so that a deleted stream or seal stays listed.
   * @throws Error if the list is altered, or missing although one was signed: a new list would hide what is missing.
   */
  async #heads(connection: pg.ClientBase): Promise<readonly StreamHead[]> {
    const { rows } = await connection.query<{ statement: string }>('select statement from kernel.audit_heads');
    if (rows[0]) {
      const signed = await this.statements.readHeads(rows[0].statement);
      if (signed) return signed.streams;
    } else if (!(await this.statements.hasBegun())) {
      return this.#headsOfSeals(connection);
    }
    throw new Error('the signed list of the audit streams is missing or altered: run audit verify');
  }

  async #headsOfSeals(connection: pg.ClientBase): Promise<readonly StreamHead[]> {
    const { rows } = await connection.query<StreamHead>(
      `select stream, max(sequence)::int as seals, sum(entries)::int as entries,
         encode((array_agg(digest order by sequence desc))[1], 'hex') as digest
       from kernel.audit_seal group by stream order by stream`,
    );
    return rows;
  }

  async #signHeads(connection: pg.ClientBase, streams: readonly StreamHead[]): Promise<void> {
    const sorted = [...streams].sort((a, b) => (a.stream < b.stream ? -1 : 1));
    const statement = await this.statements.signHeads({ at: this.clock.now().toISOString(), streams: sorted });
    await connection.query(
      `insert into kernel.audit_heads (statement) values ($1)
       on conflict (singleton) do update set statement = excluded.statement`,
      [statement],
    );
  }

  async #sealStream(
    connection: pg.ClientBase,
    { stream, seals, entries, digest: previous }: StreamHead,
    batchSize: number,
  ): Promise<StreamHead | undefined> {
    // Only entries of transactions older than every running one: no lower id can appear later.
    const { rows } = await connection.query<EntryRow & EntryWithMac>(
      `select id::text as id, ${ENTRY_TEXT} as text, mac from kernel.audit_entry
       where stream = $1 and not sealed and xid < pg_snapshot_xmin(pg_current_snapshot())
       order by audit_entry.id limit $2`,
      [stream, batchSize],
    );
    const final = rows.at(-1);
    if (!final) return undefined;
    const sequence = seals + 1;
    const digest = chain(Buffer.from(previous, 'hex'), rows);
    const areValid = (await validMacs(this.hash, rows)).every(Boolean);
    const facts = { stream, sequence, lastEntryId: final.id, entries: rows.length, digest: digest.toString('hex') };
    await connection.query(
      `insert into kernel.audit_seal (stream, sequence, last_entry_id, entries, digest, sealed_at, signature)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        stream,
        sequence,
        final.id,
        rows.length,
        digest,
        this.clock.now(),
        await this.statements.signSeal({ ...facts, ...(areValid && { codes: digestOfMacs(rows) }), adopted: false }),
      ],
    );
    await connection.query(
      `update kernel.audit_entry set sealed = true, seal_sequence = $2 where id = any($1::bigint[])`,
      [rows.map((row) => row.id), sequence],
    );
    return { stream, seals: sequence, entries: entries + rows.length, digest: facts.digest };
  }
}

const MAX_ID = '9223372036854775807';

const SEALS_TO_ADOPT = `select stream, sequence::int as sequence, last_entry_id::text as "lastEntryId", entries,
    encode(digest, 'hex') as digest
  from kernel.audit_seal seal
  where (stream, sequence) > ($1, $2)
    and (signature is null or exists (select from kernel.audit_entry entry
      where entry.stream = seal.stream and entry.sealed and entry.seal_sequence = seal.sequence and entry.mac is null
        and entry.id <= $4::bigint))
  order by stream, sequence limit $3`;

type SealRow = Pick<StreamHead, 'stream' | 'digest'> & {
  readonly sequence: number;
  readonly lastEntryId: string;
  readonly entries: number;
};

type SealPlace = Pick<SealRow, 'stream' | 'sequence'>;
