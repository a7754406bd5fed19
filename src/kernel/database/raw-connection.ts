import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';

interface KnexClient {
  acquireConnection(): Promise<pg.ClientBase>;
  releaseConnection(connection: pg.ClientBase): Promise<void>;
}

/** `autocommit`: each statement is its own transaction. */
type TransactionMode = 'transaction' | 'autocommit';

/**
 * Runs work on a connection from MikroORM's pool without MikroORM. An entity manager fork and its transaction cost more
 * than a short statement.
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
    // This fails if the connection is lost; PostgreSQL has then rolled back.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
