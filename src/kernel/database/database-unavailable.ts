import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Socket errors and SQLSTATE classes 08 (connection), 53 (insufficient resources, such as a full disk), 57P (operator
 * intervention), 58 (system error, such as a disk that fails).
 */
const CODE =
  /^(EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|08\w{3}|53\w{3}|57P\w{2}|58\w{3})$/;
const MESSAGE = /connection terminated|not queryable|^client has encountered a connection error/i;

/**
 * Whether an error, or one of its causes, means that the database is unreachable, or lacks a resource such as a free
 * connection or disk space.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, severity, name, message, cause } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && CODE.test(code)) return true;
  // PostgreSQL closes or rejects connections with FATAL; knex reports a pool timeout.
  if (severity === 'FATAL' || name === 'KnexTimeoutError') return true;
  if (typeof message === 'string' && MESSAGE.test(message)) return true;
  return cause !== undefined && cause !== error && isDatabaseUnavailable(cause);
}

/** How many requests wait for a connection from this process's pool. */
export function pendingConnectionRequests(em: EntityManager): number {
  const { pool } = em.getConnection().getKnex().client as { pool: { numPendingAcquires(): number } };
  return pool.numPendingAcquires();
}
