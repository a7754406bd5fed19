import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';

/** `server-changed`: another cluster or timeline. `newer-blobs`: originals without a row for an hour. */
export type SuspensionCause = 'server-changed' | 'newer-blobs';

export interface Suspension {
  readonly cause: SuspensionCause;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** Each point-in-time recovery and each failover starts a new timeline; `initdb` creates a new cluster. */
const CURRENT_SERVER = `select system_identifier::text as identifier,
  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline from pg_control_system()`;

/**
 * Suspends the removal of blobs without a row while the database appears to have been restored, because the rows of
 * originals may be missing (decision 17). An operator ends the suspension.
 */
@Injectable()
export class CollectionSuspension {
  readonly #logger = new Logger('CollectionSuspension');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  async current(): Promise<Suspension[]> {
    return this.#transaction(async (connection) => {
      const { rows } = await connection.query<Suspension>(
        'select cause, since from kernel.collection_suspension where ended_at is null order by since',
      );
      return rows;
    });
  }

  /** Suspends if the server or timeline has changed since a suspension last ended. */
  async checkServer(): Promise<void> {
    const changed = await this.#transaction(async (connection) => {
      const { rows } = await connection.query<{ from: string; to: string }>(
        `select origin.system_identifier || '/' || origin.timeline as from,
           server.identifier || '/' || server.timeline as to
         from kernel.database_origin origin cross join (${CURRENT_SERVER}) server
         where (origin.system_identifier, origin.timeline) <> (server.identifier, server.timeline)`,
      );
      return rows[0];
    });
    if (changed) await this.suspend('server-changed', changed);
  }

  /** Has no effect while suspended for the same cause. */
  async suspend(cause: SuspensionCause, details: Readonly<Record<string, string | number>>): Promise<void> {
    await this.#transaction(async (connection, em) => {
      const { rowCount } = await connection.query(
        `insert into kernel.collection_suspension (cause, details, since) values ($1, $2, $3)
         on conflict (cause) where ended_at is null do nothing`,
        [cause, JSON.stringify(details), this.clock.now()],
      );
      if (rowCount === 0) return;
      this.#logger.error(`the removal of blobs without a row is suspended: ${cause} ${JSON.stringify(details)}`);
      await this.auditLog.append(em, { ...entry({ cause, ...details }), action: 'kernel.suspend-collection' });
    });
  }

  /**
   * Accepts the current server and ends every suspension. Blobs that were found without a row are kept permanently.
   * @returns how many blobs are kept.
   */
  async end(): Promise<number> {
    return this.#transaction(async (connection, em) => {
      const now = this.clock.now();
      await connection.query('update kernel.collection_suspension set ended_at = $1 where ended_at is null', [now]);
      await connection.query(
        `insert into kernel.database_origin as origin (system_identifier, timeline, recorded_at)
         select identifier, timeline, $1 from (${CURRENT_SERVER}) server
         on conflict (singleton) do update set system_identifier = excluded.system_identifier,
           timeline = excluded.timeline, recorded_at = excluded.recorded_at`,
        [now],
      );
      const { rowCount } = await connection.query(
        'update kernel.blob_orphan set kept_at = $1 where removed_at is null and kept_at is null',
        [now],
      );
      const kept = rowCount ?? 0;
      await this.auditLog.append(em, { ...entry({ kept }), action: 'kernel.resume-collection' });
      return kept;
    });
  }

  #transaction<Result>(work: (connection: pg.ClientBase, em: EntityManager) => Promise<Result>): Promise<Result> {
    return this.em.fork().transactional(async (em) => work(await driverConnection(em), em));
  }
}

const entry = (details: Readonly<Record<string, string | number>>) => ({
  actor: systemActor('kernel.orphan-collector'),
  correlationId: randomId(),
  outcome: 'done' as const,
  notes: [{ subject: ['collection', 'blobs'] as const, details }],
});
