import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { AdvisoryLock, takeLocks } from '../database/advisory-locks.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { BlobStore } from './blob-store.js';
import { BlobOwners, type OwnedBlobs } from './blob-owners.js';

const PAGE = 500;
/** A blob is written before its row, so a new blob without a row may still get one. */
const GRACE_HOURS = 24;

export interface CollectionResult {
  readonly seen: number;
  /** Without a row, but not long enough to be removed. */
  readonly waiting: number;
  readonly removed: number;
  /** In folders without an owner; never removed. */
  readonly unknown: number;
}

/**
 * Finds blobs without a row (an interrupted transfer, a transaction that rolled back) and removes each that still has
 * none a day after it was first seen. Records key, size and digest of removed blobs, and audits the removal.
 */
@Injectable()
export class OrphanCollector {
  readonly #logger = new Logger('OrphanCollector');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly blobs: BlobStore,
    private readonly owners: BlobOwners,
    private readonly auditLog: AuditLog,
  ) {}

  @Recurring({ name: 'collect orphans', everyMs: 6 * 60 * 60_000, singleton: true })
  async collect(): Promise<CollectionResult> {
    const total = { seen: 0, waiting: 0, removed: 0, unknown: 0 };
    for await (const keys of pages(this.blobs.keys())) {
      const orphans = await this.#orphansAmong(keys);
      total.seen += keys.length;
      total.unknown += orphans.unknown;
      const due = await this.#recordOrphans(orphans.keys);
      for (const key of due) total.removed += (await this.#remove(key)) ? 1 : 0;
      total.waiting += orphans.keys.length - due.length;
    }
    this.#logger.log(JSON.stringify(total));
    return total;
  }

  async #orphansAmong(keys: readonly string[]): Promise<{ keys: string[]; unknown: number }> {
    const owned = this.owners.all();
    const without = new Set(keys.filter((key) => owned.some((kind) => isIn(kind, key))));
    const unknown = keys.length - without.size;
    for (const kind of owned) {
      const candidates = [...without].filter((key) => isIn(kind, key));
      if (candidates.length === 0) continue;
      const withRow = await this.#sql<{ key: string }>(
        `select ${kind.keyColumn} as key from ${kind.table} where ${kind.keyColumn} = any($1::text[])`,
        [candidates],
      );
      for (const { key } of withRow) without.delete(key);
    }
    return { keys: [...without], unknown };
  }

  /** @returns which of them have waited long enough. */
  async #recordOrphans(keys: readonly string[]): Promise<string[]> {
    const now = this.clock.now();
    const rows = await this.#sql<{ key: string }>(
      `with seen as (
         insert into kernel.blob_orphan as orphan (key, first_seen_at) select key, $2 from unnest($1::text[]) key
         on conflict (key) do update set key = excluded.key
         returning orphan.key, orphan.first_seen_at)
       select key from seen where first_seen_at <= $3`,
      [keys, now, new Date(now.getTime() - GRACE_HOURS * 3_600_000)],
    );
    return rows.map(({ key }) => key);
  }

  /** Of several processes that find the same blob, the first removes it. @returns whether this one did. */
  async #remove(key: string): Promise<boolean> {
    return this.em.fork().transactional(async (em) => {
      await takeLocks(await driverConnection(em), AdvisoryLock.Orphan, [key]);
      if (!(await this.blobs.exists(key)) || !(await this.#ownersAllowRemoval(key))) return false;
      // Recorded first: after a crash in between, the next run removes the file.
      await this.#trace(key, await this.blobs.read(key));
      await this.blobs.remove(key);
      return true;
    });
  }

  async #ownersAllowRemoval(key: string): Promise<boolean> {
    for (const kind of this.owners.all()) {
      if (isIn(kind, key) && !(await kind.mayRemove({ key }))) return false;
    }
    return true;
  }

  async #trace(key: string, content: Buffer): Promise<void> {
    const digest = sha256(content);
    await this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      await connection.query(`update kernel.blob_orphan set removed_at = $2, size = $3, sha256 = $4 where key = $1`, [
        key,
        this.clock.now(),
        content.length,
        digest,
      ]);
      await this.auditLog.append(em, {
        actor: systemActor('kernel.orphan-collector'),
        correlationId: randomId(),
        action: 'kernel.remove-orphan',
        outcome: 'done',
        notes: [{ subject: ['blob', key], details: { size: content.length, sha256: digest.toString('hex') } }],
      });
    });
  }

  async #sql<Row extends object>(text: string, params: readonly unknown[]): Promise<Row[]> {
    return this.em.fork().transactional(async (em) => {
      const { rows } = await (await driverConnection(em)).query(text, [...params]);
      return rows as Row[];
    });
  }
}

const isIn = ({ folder }: OwnedBlobs, key: string): boolean => key.startsWith(`${folder}/`);

async function* pages(keys: AsyncIterable<string>): AsyncIterable<string[]> {
  let page: string[] = [];
  for await (const key of keys) {
    page.push(key);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
