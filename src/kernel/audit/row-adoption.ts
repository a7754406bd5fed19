import { Injectable } from '@nestjs/common';
import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { systemActor } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import { AuditLog } from './audit-log.js';
import { ProtectedTables, type ProtectedTable } from './protected-tables.js';
import { NO_ROW, type RowHistory } from './row-history.js';
import { brokenHistories, writtenRows, type WrittenRow } from './written-rows.js';

const ROWS_PER_ENTRY = 500;
/** How long a writer of the table may have to wait. */
const LOCK_TIMEOUT = '10s';

/** Records in the trail the digests of protected rows that were written without one or changed by a migration. */
@Injectable()
export class RowAdoption {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
    private readonly tables: ProtectedTables,
  ) {}

  /**
   * Can run alongside other processes, and can be repeated after a failure.
   * @param reason given by the operator.
   * @returns how many rows were adopted.
   */
  async adopt(reason: string): Promise<number> {
    let adopted = 0;
    for (const protectedTable of this.tables.all()) adopted += await this.#adoptTable(protectedTable, reason);
    return adopted;
  }

  /**
   * Reads in one snapshot. Writes each entry in its own transaction, because entries are not sealed while an older
   * transaction is open.
   */
  #adoptTable(protectedTable: ProtectedTable, reason: string): Promise<number> {
    return this.em.fork().transactional(
      async (em) => {
        const connection = await driverConnection(em);
        const { table } = protectedTable;
        const at = await this.#takeSnapshot(connection, table);
        await connection.query(
          `declare unrecorded cursor for ${writtenRows(protectedTable)}
           select key, written.digest as written, stored.digest as stored, coalesce(is_broken, false) as "isBroken"
           from stored full join written using (key)
           where is_broken or coalesce(stored.digest, '-') is distinct from written.digest`.replaceAll(
            '$1',
            `'${table}'`,
          ),
        );
        for (let total = 0; ;) {
          const { rows } = await connection.query<WrittenRow>(`fetch ${String(ROWS_PER_ENTRY)} from unrecorded`);
          if (rows.length === 0) return total;
          const histories = await brokenHistories(connection, table, rows);
          const changes = rows.flatMap((row) => changesOf(row, histories.get(row.key)));
          if (changes.length === 0) continue;
          total += new Set(changes.map(({ key }) => key)).size;
          await this.em.fork().transactional((own) =>
            this.auditLog.append(own, {
              actor: systemActor('cli'),
              correlationId: randomId(),
              action: 'kernel.adopt-trail',
              outcome: 'done',
              at,
              notes: [{ subject: ['table', table], details: { reason, records: changes.length } }],
              rowDigests: changes.map(({ key, from, to }) => `${table} ${key} ${to} ${from}`).join('\n'),
            }),
          );
        }
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ },
    );
  }

  /**
   * Takes the snapshot at an instant when no transaction is writing the table: a row that changes afterwards gets a
   * later entry, which supersedes that of the adoption.
   */
  #takeSnapshot(connection: pg.ClientBase, table: string): Promise<Date> {
    return this.em.fork().transactional(async (em) => {
      await em.execute(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await em.execute(`select kernel.lock_protected_rows(?)`, [table]);
      await connection.query('select 1');
      return this.clock.now();
    });
  }
}

/** The changes of a row that no entry records, so that its history has no gap and ends with the row as it is. */
function changesOf(
  { key, written, stored }: WrittenRow,
  history: RowHistory | undefined,
): { readonly key: string; readonly from: string; readonly to: string }[] {
  const gaps = (history?.gaps ?? []).map(({ from, to }) => ({ key, from, to }));
  const [last, now] = [history?.digest ?? written ?? NO_ROW, stored ?? NO_ROW];
  return last === now ? gaps : [...gaps, { key, from: last, to: now }];
}
