import type { EntityManager } from '@mikro-orm/postgresql';

/** Sockets; and PostgreSQL's classes 08 (connection exception), 53 (insufficient resources), 57P (operator intervention). */
const CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|08\w{3}|53\w{3}|57P\w{2})$/;
const MESSAGE = /connection terminated|not queryable|^client has encountered a connection error/i;

/** Whether it, or a cause of it, failed because the database could not be reached or had no connection to give. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, severity, name, message, cause } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && CODE.test(code)) return true;
  // PostgreSQL ends a connection, or refuses one, by an error of this severity; knex's pool had none in time.
  if (severity === 'FATAL' || name === 'KnexTimeoutError') return true;
  if (typeof message === 'string' && MESSAGE.test(message)) return true;
  return cause !== undefined && cause !== error && isDatabaseUnavailable(cause);
}

/** How many wait for a connection of this process. */
export function pendingConnectionRequests(em: EntityManager): number {
  const { pool } = em.getConnection().getKnex().client as { pool: { numPendingAcquires(): number } };
  return pool.numPendingAcquires();
}
