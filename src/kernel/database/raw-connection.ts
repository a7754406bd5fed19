import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';

interface KnexClient {
  acquireConnection(): Promise<pg.ClientBase>;
  releaseConnection(connection: pg.ClientBase): Promise<void>;
}

/** 'autocommit': each statement commits by itself. */
type TransactionMode = 'transaction' | 'autocommit';

/**
 * Lends a connection of the mapper's own pool without the mapper around it: a fork, its transaction and knex's cost more
 * than a short statement does.
 */
export async function withRawConnection<Result>(
  em: EntityManager,
  mode: TransactionMode,
  work: (connection: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = em.getConnection().getKnex().client as KnexClient;
  const connection = await client.acquireConnection();
  try {
    return mode === 'transaction' ? await inTransaction(connection, work) : await work(connection);
  } finally {
    await client.releaseConnection(connection);
  }
}

async function inTransaction<Result>(
  connection: pg.ClientBase,
  work: (connection: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  await connection.query('begin');
  try {
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    // A connection that is gone cannot roll back, and need not.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
