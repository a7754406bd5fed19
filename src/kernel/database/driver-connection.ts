import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';

interface KnexTransaction {
  readonly client: { acquireConnection(): Promise<pg.ClientBase> };
}

/** The `pg` connection of the current MikroORM transaction. knex returns the same one until the transaction ends. */
export function driverConnection(em: EntityManager): Promise<pg.ClientBase> {
  const transaction = em.getTransactionContext<KnexTransaction>();
  if (!transaction) throw new Error('no transaction is open');
  return transaction.client.acquireConnection();
}
