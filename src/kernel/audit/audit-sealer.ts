import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { AdvisoryLock, tryLock } from '../database/advisory-locks.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';

/**
 * The line of an entry; never change it. The digest of a seal is SHA-256 over the previous digest of the stream
 * followed by the lines of its entries in id order. concat_ws skips nulls. `jsonb::text` is PostgreSQL's normal form.
 */
const ENTRY_LINE = `concat_ws(E'\\x1f', id, stream, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details::text, correlation_id, territory)`;

interface EntryLine {
  readonly id: string;
  readonly line: string;
}

interface Seal {
  readonly sequence: string;
  readonly last_entry_id: string;
  readonly digest: Buffer;
}

export interface BrokenSeal {
  readonly stream: string;
  readonly sequence: number;
}

const GENESIS = Buffer.alloc(32);

/** Chains the audit trail per stream and verifies the chain. */
@Injectable()
export class AuditSealer {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Seals the entries that are ready. @returns how many entries were chained. */
  @Recurring({ name: 'seal audit', everyMs: 5000 })
  async seal(batchSize = 5000): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      // Another process is sealing.
      if (!(await tryLock(connection, AdvisoryLock.AuditSeal))) return 0;
      const streams = await connection.query<{ stream: string }>(
        `select distinct stream from kernel.audit_entry where not sealed and xid < pg_snapshot_xmin(pg_current_snapshot())`,
      );
      let sealed = 0;
      for (const { stream } of streams.rows) sealed += await this.#sealStream(connection, stream, batchSize);
      return sealed;
    });
  }

  /** Recomputes every seal. @returns the first broken seal of each stream; empty if the trail is intact. */
  async verify(): Promise<BrokenSeal[]> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const broken: BrokenSeal[] = [];
      const streams = await connection.query<{ stream: string }>(`select distinct stream from kernel.audit_seal`);
      for (const { stream } of streams.rows) {
        const seals = await connection.query<Seal & { entries: number }>(
          `select sequence, last_entry_id, digest, entries from kernel.audit_seal where stream = $1 order by sequence`,
          [stream],
        );
        let previous: Buffer = GENESIS;
        for (const [index, seal] of seals.rows.entries()) {
          const lines = await connection.query<EntryLine>(
            `select id, ${ENTRY_LINE} as line from kernel.audit_entry where stream = $1 and seal_sequence = $2 order by id`,
            [stream, seal.sequence],
          );
          const intact =
            Number(seal.sequence) === index + 1 &&
            lines.rows.length === seal.entries &&
            chain(previous, lines.rows).equals(seal.digest);
          if (!intact) {
            broken.push({ stream, sequence: Number(seal.sequence) });
            break;
          }
          previous = seal.digest;
        }
      }
      return broken;
    });
  }

  async #sealStream(connection: pg.ClientBase, stream: string, batchSize: number): Promise<number> {
    const last = await connection.query<Seal>(
      `select sequence, last_entry_id, digest from kernel.audit_seal where stream = $1 order by sequence desc limit 1`,
      [stream],
    );
    // Only entries of transactions older than every running one: no lower id can appear later.
    const lines = await connection.query<EntryLine>(
      `select id, ${ENTRY_LINE} as line from kernel.audit_entry
       where stream = $1 and not sealed and xid < pg_snapshot_xmin(pg_current_snapshot())
       order by id limit $2`,
      [stream, batchSize],
    );
    const final = lines.rows.at(-1);
    if (!final) return 0;
    const sequence = Number(last.rows[0]?.sequence ?? 0) + 1;
    await connection.query(
      `insert into kernel.audit_seal (stream, sequence, last_entry_id, entries, digest, sealed_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        stream,
        sequence,
        final.id,
        lines.rows.length,
        chain(last.rows[0]?.digest ?? GENESIS, lines.rows),
        this.clock.now(),
      ],
    );
    await connection.query(
      `update kernel.audit_entry set sealed = true, seal_sequence = $2 where id = any($1::bigint[])`,
      [lines.rows.map((row) => row.id), sequence],
    );
    return lines.rows.length;
  }
}

function chain(previous: Buffer, lines: readonly EntryLine[]): Buffer {
  return sha256(Buffer.concat([previous, ...lines.map(({ line }) => Buffer.from(`${line}\n`, 'utf8'))]));
}
