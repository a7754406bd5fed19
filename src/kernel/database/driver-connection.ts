import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';

interface KnexTransaction {
  readonly client: { acquireConnection(): Promise<pg.ClientBase> };
}

/** The `pg` connection that a MikroORM transaction holds; knex answers the same one for its whole length. */
export function driverConnection(em: EntityManager): Promise<pg.ClientBase> {
  const transaction = em.getTransactionContext<KnexTransaction>();
  if (!transaction) throw new Error('no transaction is open');
  return transaction.client.acquireConnection();
}
