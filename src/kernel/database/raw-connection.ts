import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';

interface KnexClient {
  acquireConnection(): Promise<pg.ClientBase>;
  releaseConnection(connection: pg.ClientBase): Promise<void>;
}

/**
 * Runs work on a connection from MikroORM's pool without MikroORM. An entity manager fork and its transaction cost more
 * than a short statement.
 * @param begin the text that opens the transaction, sent in one round trip: `begin`, perhaps with settings. If it is
 * undefined, each statement is its own transaction.
 */
export async function withRawConnection<Result>(
  em: EntityManager,
  begin: string | undefined,
  work: (connection: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = em.getConnection().getKnex().client as KnexClient;
  const connection = await client.acquireConnection();
  try {
    return begin === undefined ? await work(connection) : await inTransaction(connection, begin, work);
  } finally {
    await client.releaseConnection(connection);
  }
}

async function inTransaction<Result>(
  connection: pg.ClientBase,
  begin: string,
  work: (connection: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  try {
    await connection.query(begin);
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    // This fails if the connection is lost; PostgreSQL has then rolled back.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
