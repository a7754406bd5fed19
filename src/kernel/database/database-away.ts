import type { EntityManager } from '@mikro-orm/postgresql';

/** Sockets that broke or never were; PostgreSQL's classes 08 (connection), 53 (resources), 57P0x (it stops or starts). */
const AWAY = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|08\w{3}|53\w{3}|57P0[1-5])$/;

/** Whether it failed because the database could not be reached or had no connection to give: later it may work. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, severity, name, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && AWAY.test(code)) return true;
  // What is fatal to PostgreSQL is the end of a connection, or keeps one from being made.
  if (severity === 'FATAL' || name === 'KnexTimeoutError') return true;
  return (
    typeof message === 'string' && /^(Connection terminated|Client has encountered a connection error)/.test(message)
  );
}

/** How many wait for a connection of this process. */
export function waitingForConnection(em: EntityManager): number {
  const { pool } = em.getConnection().getKnex().client as { pool: { numPendingAcquires(): number } };
  return pool.numPendingAcquires();
}
