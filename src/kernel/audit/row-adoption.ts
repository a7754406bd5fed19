import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import { AuditLog } from './audit-log.js';
import { writtenRows } from './audit-verifier.js';
import { ProtectedTables } from './protected-tables.js';

const ROWS_PER_ENTRY = 500;

/** Enters in the trail the digests of protected rows that were written without one, or changed by a migration. */
@Injectable()
export class RowAdoption {
  constructor(
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly tables: ProtectedTables,
  ) {}

  /** @param reason given by the operator. @returns how many rows were adopted. */
  async adopt(reason: string): Promise<number> {
    let adopted = 0;
    for (const protectedTable of this.tables.all()) {
      adopted += await this.em.fork().transactional(async (em) => {
        const connection = await driverConnection(em);
        await connection.query(
          `declare unrecorded cursor for ${writtenRows(protectedTable)}
           select key, coalesce(stored.digest, '-') as digest from stored full join written using (key)
           where coalesce(stored.digest, '-') is distinct from written.digest`.replaceAll(
            '$1',
            `'${protectedTable.table}'`,
          ),
        );
        let [total, more] = [0, true];
        while (more) {
          const { rows } = await connection.query<{ key: string; digest: string }>(
            `fetch ${String(ROWS_PER_ENTRY)} from unrecorded`,
          );
          more = rows.length === ROWS_PER_ENTRY;
          total += rows.length;
          if (rows.length === 0) break;
          await this.auditLog.append(em, {
            actor: systemActor('cli'),
            correlationId: randomId(),
            action: 'kernel.adopt-trail',
            outcome: 'done',
            notes: [{ subject: ['table', protectedTable.table], details: { reason, records: rows.length } }],
            rowDigests: rows.map(({ key, digest }) => `${protectedTable.table} ${key} ${digest}`).join('\n'),
          });
        }
        return total;
      });
    }
    return adopted;
  }
}
