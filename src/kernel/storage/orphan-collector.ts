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
import { BlobOwners, type DiscoveredBlobs, type OrphanKind, type OwnedBlobs } from './blob-owners.js';
import { CollectionSuspension } from './collection-suspension.js';

const PAGE = 500;
const HOUR = 3_600_000;
/** A blob is written before its row, so a new blob without a row may still get one. */
const GRACE_HOURS = 24;
/** How long a blob whose removal was recorded is still searched for, in case the process died before removing it. */
const RETRY_HOURS = 72;

export interface CollectionResult {
  readonly seen: number;
  /** Without a row, but not long enough to be removed, or because the removal is suspended. */
  readonly waiting: number;
  readonly removed: number;
  /** In folders without an owner; never removed. */
  readonly unknown: number;
  /** Without a row; never removed, because they are or may be originals. */
  readonly kept: number;
  /** How many of the kept ones are originals whose row is missing. */
  readonly unrecorded: number;
  readonly suspended: boolean;
}

/**
 * Finds blobs without a row (an interrupted transfer, a transaction that rolled back) and removes those that their
 * owner releases and that still have no row a day after they were first seen. Records key, size and digest of removed
 * blobs, and audits the removal. Removes nothing while the database appears to have been restored.
 */
@Injectable()
export class OrphanCollector {
  readonly #logger = new Logger('OrphanCollector');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly blobs: BlobStore,
    private readonly owners: BlobOwners,
    private readonly suspension: CollectionSuspension,
    private readonly auditLog: AuditLog,
  ) {}

  @Recurring({ name: 'collect orphans', everyMs: 6 * 60 * 60_000, singleton: true })
  async collect(): Promise<CollectionResult> {
    await this.suspension.checkServer();
    const found = await this.#find();
    const suspended = (await this.suspension.current()).length > 0;
    const removed = suspended ? 0 : await this.#removeDue();
    const { waiting, ...counted } = found;
    const total = { ...counted, waiting: waiting - removed, removed, suspended };
    this.#logger.log(JSON.stringify(total));
    return total;
  }

  /**
   * Ends every suspension. Blobs that have no row now are never removed, even if nothing was suspended: an operator may
   * call this after a restore before the first collection.
   * @returns how many such blobs there are.
   */
  async resume(): Promise<number> {
    await this.suspension.checkServer();
    await this.#find();
    return this.suspension.end();
  }

  /** Records every blob without a row. */
  async #find(): Promise<Pick<CollectionResult, 'seen' | 'unknown' | 'waiting' | 'kept' | 'unrecorded'>> {
    const total = { seen: 0, unknown: 0, waiting: 0, kept: 0, unrecorded: 0 };
    let lost: string | undefined;
    for await (const keys of pages(this.blobs.keys())) {
      const orphans = await this.#orphansAmong(keys);
      total.seen += keys.length;
      total.unknown += orphans.unknown;
      const kept = await this.#record(orphans.keys);
      for (const key of orphans.keys) {
        const kind = kept.has(key) ? 'kept' : await this.#kindOf(key);
        if (kind === 'removable') total.waiting += 1;
        else total.kept += 1;
        if (kind !== 'unrecorded') continue;
        total.unrecorded += 1;
        if (lost === undefined && (await this.#isOlderThanAnHour(key))) lost = key;
      }
    }
    if (lost !== undefined) await this.suspension.suspend('newer-blobs', { key: lost });
    return total;
  }

  /** An original stored within the last hour may still get its row. */
  async #isOlderThanAnHour(key: string): Promise<boolean> {
    const { storedAt } = await this.blobs.readStart(key, 0);
    return storedAt.getTime() <= this.clock.now().getTime() - HOUR;
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

  /** @returns which of them are kept since a suspension ended. */
  async #record(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#sql<{ key: string }>(
      `with seen as (
         insert into kernel.blob_orphan as orphan (key, first_seen_at) select key, $2 from unnest($1::text[]) key
         on conflict (key) do update set key = excluded.key
         returning orphan.key, orphan.kept_at)
       select key from seen where kept_at is not null`,
      [keys, this.clock.now()],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async #removeDue(): Promise<number> {
    const ago = (hours: number): Date => new Date(this.clock.now().getTime() - hours * HOUR);
    let removed = 0;
    let after = '';
    for (;;) {
      const due = await this.#sql<{ key: string }>(
        `select key from kernel.blob_orphan
         where key > $1 and kept_at is null and first_seen_at <= $2
           and (removed_at is null or removed_at > $3) order by key limit $4`,
        [after, ago(GRACE_HOURS), ago(RETRY_HOURS), PAGE],
      );
      const orphans = await this.#orphansAmong(due.map(({ key }) => key));
      await this.#forget(due.map(({ key }) => key).filter((key) => !orphans.keys.includes(key)));
      for (const key of orphans.keys) removed += (await this.#remove(key)) ? 1 : 0;
      if (due.length < PAGE) return removed;
      after = due.at(-1)?.key ?? '';
    }
  }

  /** For blobs that now have a row, e.g. because a long transaction was committed. */
  async #forget(keys: readonly string[]): Promise<void> {
    await this.#sql('select kernel.forget_orphans($1)', [keys]);
  }

  /** Of several processes that find the same blob, the first removes it; returns whether this one did. */
  async #remove(key: string): Promise<boolean> {
    return this.em.fork().transactional(async (em) => {
      await takeLocks(await driverConnection(em), AdvisoryLock.Orphan, [key]);
      if (!(await this.blobs.exists(key)) || (await this.#kindOf(key)) !== 'removable') return false;
      // Recorded first: after a crash in between, the next run removes the file.
      await this.#recordRemoval(key, await this.blobs.read(key));
      await this.blobs.remove(key);
      return true;
    });
  }

  /** If several owners share the folder, the most cautious answer applies. */
  async #kindOf(key: string): Promise<OrphanKind> {
    const kinds = new Set<OrphanKind>();
    for (const owner of this.#ownersOf(key)) kinds.add(await owner.orphanKind({ key }));
    return (['unrecorded', 'kept'] as const).find((kind) => kinds.has(kind)) ?? 'removable';
  }

  #ownersOf(key: string): DiscoveredBlobs[] {
    return this.owners.all().filter((kind) => isIn(kind, key));
  }

  async #recordRemoval(key: string, content: Buffer): Promise<void> {
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
