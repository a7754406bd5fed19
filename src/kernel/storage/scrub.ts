import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { BlobStore } from './blob-store.js';
import { BlobOwners, type BlobRef, type DiscoveredBlobs, type OwnedBlobs } from './blob-owners.js';

export interface ScrubResult {
  readonly checked: number;
  readonly bytes: number;
  /** Altered or missing. */
  readonly damaged: readonly string[];
}

type Fault = 'missing' | 'altered';

interface StoredBlobRow {
  readonly id: string;
  readonly key: string;
  readonly sha256: Buffer;
}

/**
 * Periodically rereads all blobs and compares them with their digests (decision 1), some in each run. Logs and audits
 * altered or missing blobs, stores them in kernel.blob_damage, and checks them again in every run.
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

  /** @param atMost blobs per owner in this run. */
  @Recurring({ name: 'scrub', everyMs: 10 * 60_000, singleton: true })
  async run(atMost = 1000): Promise<ScrubResult> {
    let [checked, bytes] = [0, 0];
    const damaged = new Set<string>();
    for (const kind of this.owners.all()) {
      if (kind.sha256Column === undefined) continue;
      const next = await this.#next(kind, atMost);
      let read = 0;
      for (const row of [...(await this.#damagedBefore(kind)), ...next]) {
        const { fault, size } = await this.#verify(kind, row);
        checked += 1;
        read += size;
        if (fault !== undefined) damaged.add(row.key);
        await this.#recordOutcome(kind, row, fault);
      }
      await this.#advance(kind, next, { atMost, read });
      bytes += read;
    }
    return { checked, bytes, damaged: [...damaged] };
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

  async #verify(owner: DiscoveredBlobs, ref: BlobRef): Promise<{ fault?: Fault; size: number }> {
    let size = 0;
    async function* measured(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of bytes) {
        size += chunk.length;
        yield chunk;
      }
    }
    try {
      const isIntact = await owner.verify(ref, measured(this.blobs.open(ref.key)));
      return isIntact ? { size } : { fault: 'altered', size };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { fault: 'missing', size };
      throw error;
    }
  }

  async #recordOutcome({ table }: OwnedBlobs, { id, key }: StoredBlobRow, fault: Fault | undefined): Promise<void> {
    if (fault === undefined) {
      await this.#sql(`update kernel.blob_damage set mended_at = $2 where key = $1 and mended_at is null`, [
        key,
        this.clock.now(),
      ]);
      return;
    }
    this.#logger.error(`${key} is ${fault}`);
    await this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const recorded = await connection.query(
        `insert into kernel.blob_damage as known (key, what, row_id, fault, found_at) values ($1, $2, $3, $4, $5)
         on conflict (key) do update set fault = excluded.fault, found_at = excluded.found_at, mended_at = null
           where known.mended_at is not null or known.fault <> excluded.fault`,
        [key, table, id, fault, this.clock.now()],
      );
      if (recorded.rowCount === 0) return;
      await this.auditLog.append(em, {
        actor: systemActor('kernel.scrub'),
        correlationId: randomId(),
        action: 'kernel.find-damage',
        outcome: 'done',
        notes: [{ subject: ['blob', key], details: { fault } }],
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
