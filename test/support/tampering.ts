import type { INestApplicationContext } from '@nestjs/common';
import { IsolationLevel, type EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { systemActor } from '../../src/kernel/access/actor.js';
import { AuditLog } from '../../src/kernel/audit/audit-log.js';
import { AuditStatements } from '../../src/kernel/audit/audit-statements.js';
import { AuditVerifier, type Verification, type VerifyOptions } from '../../src/kernel/audit/audit-verifier.js';
import { ENTRY_TEXT } from '../../src/kernel/audit/entry-text.js';
import { ProtectedTables, takeRowDigests } from '../../src/kernel/audit/protected-tables.js';
import { chain, GENESIS, type EntryRow } from '../../src/kernel/audit/seal-chain.js';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { AdvisoryLock, takeLocks } from '../../src/kernel/database/advisory-locks.js';
import { driverConnection } from '../../src/kernel/database/driver-connection.js';
import { asOwner } from './app.js';

/** Runs a statement with its audit entry, as a job of the product does. */
export type AsJob = (statement: string, values: readonly unknown[]) => Promise<void>;

/**
 * Lets a superuser change the database with every trigger and foreign key disabled, verifies, and rolls everything
 * back. The product's own verification runs in the same transaction.
 */
export async function verifyAfter(
  app: INestApplicationContext,
  tamper: (connection: pg.ClientBase, asJob: AsJob) => Promise<unknown>,
  options: VerifyOptions = { againstData: true },
): Promise<Verification> {
  return whileNothingIsSealed(app, () => verifyInTransaction(app, tamper, options));
}

/** Prevents jobs of the application from sealing, after which an altered seal would no longer be the last one. */
function whileNothingIsSealed<Result>(app: INestApplicationContext, work: () => Promise<Result>): Promise<Result> {
  return asOwner(app).transactional(async (em) => {
    await takeLocks(await driverConnection(em), AdvisoryLock.AuditSeal);
    return work();
  });
}

async function verifyInTransaction(
  app: INestApplicationContext,
  tamper: (connection: pg.ClientBase, asJob: AsJob) => Promise<unknown>,
  options: VerifyOptions,
): Promise<Verification> {
  let found: Verification | undefined;
  const undone = new Error('undone');
  const alterAndVerify = async (em: EntityManager): Promise<void> => {
    const connection = await driverConnection(em);
    await connection.query('set local session_replication_role = replica');
    await tamper(connection, async (statement, values) => {
      await connection.query('set local session_replication_role = origin');
      await connection.query(statement, [...values]);
      const rowDigests = await takeRowDigests(connection);
      const notes = [{ subject: ['none', ''] as const }];
      const batch = {
        actor: systemActor('spec.job'),
        correlationId: randomId(),
        action: 'spec.job',
        notes,
        rowDigests,
      };
      await app.get(AuditLog).append(em, { ...batch, outcome: 'done' });
      await connection.query('set local session_replication_role = replica');
    });
    const sameTransaction = {
      fork: () => ({ transactional: <Result>(work: (own: EntityManager) => Promise<Result>) => work(em) }),
    };
    found = await new AuditVerifier(
      sameTransaction as unknown as EntityManager,
      app.get(KeyedHash),
      app.get(AuditStatements),
      app.get(ProtectedTables),
    ).verify(options);
    throw undone;
  };
  // As in the product, the whole verification uses one snapshot.
  await asOwner(app)
    .transactional(alterAndVerify, { isolationLevel: IsolationLevel.REPEATABLE_READ })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (!found) throw new Error('nothing was verified');
  return found;
}

/** Recomputes the seals of a stream from its entries, as someone could who knows the format but has no key. */
export async function rewriteChain(connection: pg.ClientBase, stream: string): Promise<void> {
  const seals = await connection.query<{ sequence: number }>(
    'select sequence::int as sequence from kernel.audit_seal where stream = $1 order by sequence',
    [stream],
  );
  let previous: Buffer = GENESIS;
  for (const { sequence } of seals.rows) {
    const { rows } = await connection.query<EntryRow>(
      `select id::text as id, ${ENTRY_TEXT} as text from kernel.audit_entry
       where stream = $1 and sealed and seal_sequence = $2 order by audit_entry.id`,
      [stream, sequence],
    );
    previous = chain(previous, rows);
    await connection.query(
      'update kernel.audit_seal set digest = $3, entries = $4, last_entry_id = $5 where stream = $1 and sequence = $2',
      [stream, sequence, previous, rows.length, rows.at(-1)?.id ?? 0],
    );
  }
}

/** The columns whose values are not generated from others. */
export async function storedColumns(connection: pg.ClientBase, table: string): Promise<string> {
  const { rows } = await connection.query<{ names: string }>(
    `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as names
     from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'`,
    table.split('.'),
  );
  return rows[0]?.names ?? '';
}
