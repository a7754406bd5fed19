import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { deleteInBatches } from '../database/delete-in-batches.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';

/** How long the page 'Trabajos' shows a job after its end. */
const RETENTION_MS = 90 * 24 * 3_600_000;
/** Jobs that one transaction deletes. */
const BATCH_SIZE = 500;

/**
 * Deletes finished and cancelled jobs after {@link RETENTION_MS}. The audit trail remains. Failed jobs wait for an
 * operator.
 */
@Injectable()
export class EndedLongJobCleanup {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @returns how many jobs it deleted. */
  @Recurring({ name: 'delete ended long jobs', everyMs: 60 * 60_000 })
  deleteOld(): Promise<number> {
    return deleteInBatches(BATCH_SIZE, () => this.#deleteBatch());
  }

  #deleteBatch(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const { rows } = await connection.query<{ deleted: number }>(
        `with old as (
           delete from kernel.long_job where id in (
             select id from kernel.long_job where state in ('finished', 'cancelled') and ended_at < $1
             limit ${String(BATCH_SIZE)} for update skip locked)
           returning id),
         shards as (delete from kernel.long_job_shard using old where job_id = old.id)
         select count(*)::int as deleted from old`,
        [new Date(this.clock.now().getTime() - RETENTION_MS)],
      );
      return rows[0]?.deleted ?? 0;
    });
  }
}
