import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { outageOf } from '../outages/outage.js';
import { BlobStore } from './blob-store.js';
import { BlobOwners, type BlobRef, type DiscoveredBlobs, type OwnedBlobs } from './blob-owners.js';
import { isMissingBlob, isOnlyThisBlob } from './unreadable-blob.js';

export interface ScrubResult {
  readonly checked: number;
  readonly bytes: number;
  /** Keys of altered or missing blobs. */
  readonly damaged: readonly string[];
  /** By key, the alterations that the owner of the blob found, e.g. `row.receivedAt`. */
  readonly findings: Readonly<Record<string, readonly string[]>>;
}

type Fault = 'missing' | 'altered';

interface Verified {
  readonly fault: Fault | undefined;
  readonly findings: readonly string[];
  /** Bytes read. */
  readonly size: number;
}

interface StoredBlobRow {
  readonly id: string;
  readonly key: string;
  readonly sha256: Buffer;
}

/**
 * Periodically rereads the blobs whose rows have a digest and has their owners verify them (decision 1), some in each
 * run. Logs and audits altered or missing blobs, stores them in kernel.blob_damage, and checks them again in every run.
 */
@Injectable()
export class Scrub {
  readonly #logger = new Logger('Scrub');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly blobs: BlobStore,
    private readonly owners: BlobOwners,
    private readonly auditLog: AuditLog,
  ) {}

  /** @param atMost the maximum number of blobs per owner in this run. */
  @Recurring({ name: 'scrub', everyMs: 10 * 60_000, singleton: true })
  async run(atMost = 1000): Promise<ScrubResult> {
    let [checked, bytes] = [0, 0];
    const damaged = new Map<string, readonly string[]>();
    for (const kind of this.owners.all()) {
      if (kind.sha256Column === undefined) continue;
      const next = await this.#next(kind, atMost);
      let read = 0;
      for (const row of [...(await this.#damagedBefore(kind)), ...next]) {
        const verified = await this.#verify(kind, row);
        checked += 1;
        read += verified.size;
        if (verified.fault !== undefined) damaged.set(row.key, verified.findings);
        await this.#recordOutcome(kind, row, verified);
      }
      await this.#advance(kind, next, { atMost, read });
      bytes += read;
    }
    return { checked, bytes, damaged: [...damaged.keys()], findings: Object.fromEntries(damaged) };
  }

  async #next({ table, keyColumn, sha256Column }: OwnedBlobs, atMost: number): Promise<StoredBlobRow[]> {
    return this.#sql<StoredBlobRow>(
      `select id, ${keyColumn} as key, ${sha256Column ?? ''} as sha256 from ${table}
       where id > coalesce((select after_id from kernel.scrub_position where what = $1), '00000000-0000-0000-0000-000000000000')
       order by id limit $2`,
      [table, atMost],
    );
  }

  async #damagedBefore({ table, keyColumn, sha256Column }: OwnedBlobs): Promise<StoredBlobRow[]> {
    return this.#sql<StoredBlobRow>(
      `select stored.id, stored.${keyColumn} as key, stored.${sha256Column ?? ''} as sha256
       from kernel.blob_damage damage join ${table} stored on stored.id = damage.row_id
       where damage.what = $1 and damage.mended_at is null`,
      [table],
    );
  }

  async #verify(owner: DiscoveredBlobs, ref: BlobRef): Promise<Verified> {
    const read = { size: 0, missing: false };
    async function* measured(open: () => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      try {
        for await (const chunk of open()) {
          read.size += chunk.length;
          yield chunk;
        }
      } catch (error) {
        read.missing = isMissingBlob(error);
        throw error;
      }
    }
    let findings: readonly string[] = [];
    try {
      findings = await owner.verify(
        ref,
        measured(() => this.blobs.open(ref.key)),
      );
    } catch (error) {
      // A damaged file or a row with a forged key must not prevent the verification of the others.
      if (outageOf(error) && !(await isOnlyThisBlob(this.blobs, error))) throw error;
      if (!read.missing) findings = ['unreadable'];
    }
    if (read.missing) return { fault: 'missing', findings, size: read.size };
    return { fault: findings.length > 0 ? 'altered' : undefined, findings, size: read.size };
  }

  async #recordOutcome(
    { table }: OwnedBlobs,
    { id, key }: StoredBlobRow,
    { fault, findings }: Verified,
  ): Promise<void> {
    if (fault === undefined) {
      await this.#sql(`update kernel.blob_damage set mended_at = $2 where key = $1 and mended_at is null`, [
        key,
        this.clock.now(),
      ]);
      return;
    }
    this.#logger.error(`${key} is ${fault}: ${findings.join(', ')}`);
    await this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const recorded = await connection.query(
        `insert into kernel.blob_damage as known (key, what, row_id, fault, findings, found_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (key) do update set fault = excluded.fault, findings = excluded.findings,
             found_at = excluded.found_at, mended_at = null
           where known.mended_at is not null or known.fault <> excluded.fault or known.findings <> excluded.findings`,
        [key, table, id, fault, findings, this.clock.now()],
      );
      if (recorded.rowCount === 0) return;
      await this.auditLog.append(em, {
        actor: systemActor('kernel.scrub'),
        correlationId: randomId(),
        action: 'kernel.find-damage',
        outcome: 'done',
        notes: [{ subject: ['blob', key], details: { fault, findings: findings.join(', ') } }],
      });
    });
  }

  /** After a page that was not full, the next run starts a new round. */
  async #advance(
    { table }: OwnedBlobs,
    rows: readonly StoredBlobRow[],
    { atMost, read }: { readonly atMost: number; readonly read: number },
  ): Promise<void> {
    const ended = rows.length < atMost;
    await this.#sql(
      `insert into kernel.scrub_position as scrub (what, after_id, round_began_at, checked, bytes) values ($1, $2, $3, $4, $5)
       on conflict (what) do update set after_id = excluded.after_id,
         round = scrub.round + case when $6 then 1 else 0 end,
         round_began_at = case when $6 then excluded.round_began_at else scrub.round_began_at end,
         checked = case when $6 then 0 else scrub.checked + excluded.checked end,
         bytes = case when $6 then 0 else scrub.bytes + excluded.bytes end`,
      [table, ended ? null : rows.at(-1)?.id, this.clock.now(), rows.length, read, ended],
    );
  }

  async #sql<Row extends object>(text: string, params: readonly unknown[]): Promise<Row[]> {
    return this.em.fork().transactional(async (em) => {
      const { rows } = await (await driverConnection(em)).query(text, [...params]);
      return rows as Row[];
    });
  }
}
