import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { deleteInBatches } from '../database/delete-in-batches.js';
import { driverConnection } from '../database/driver-connection.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Recurring } from './recurring.js';

/** Much longer than a queue can hold a message. Until then the inbox row makes a second delivery a no-op. */
export const SETTLED_MESSAGE_RETENTION_MS = 30 * 24 * 3_600_000;
/** Messages that one transaction deletes. */
const BATCH_SIZE = 2000;

/**
 * Deletes settled messages with their inbox rows after {@link SETTLED_MESSAGE_RETENTION_MS}, because both tables grow
 * with every record.
 */
@Injectable()
export class SettledMessageCleanup {
  constructor(
    private readonly em: EntityManager,
    private readonly runner: ConsumerRunner,
    private readonly clock: Clock,
  ) {}

  /** @returns how many messages it deleted. */
  @Recurring({ name: 'delete settled messages', everyMs: 60 * 60_000 })
  deleteOld(): Promise<number> {
    return deleteInBatches(BATCH_SIZE, () => this.#deleteBatch());
  }

  #deleteBatch(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const pairs = this.runner.subscriptions();
      const { rows } = await connection.query<{ deleted: number }>(
        `select kernel.delete_settled_messages($1, $2, $3, ${String(BATCH_SIZE)}) as deleted`,
        [
          new Date(this.clock.now().getTime() - SETTLED_MESSAGE_RETENTION_MS),
          pairs.map(({ type }) => type),
          pairs.map(({ consumer }) => consumer),
        ],
      );
      return rows[0]?.deleted ?? 0;
    });
  }
}
