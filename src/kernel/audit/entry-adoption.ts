import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';

/** The entries without a MAC, by action and stream. */
export interface UnsignedEntries {
  readonly stream: string;
  readonly action: string;
  readonly entries: number;
  /** How many were written after the first entry with a MAC, by a process of an earlier release or an intruder. */
  readonly late: number;
  readonly first: Date;
  readonly last: Date;
}

/**
 * Adopts entries that have no MAC and seals that have no signature. This makes whatever the database contains
 * authentic, so the operator first sees what would be adopted and confirms the number.
 */
@Injectable()
export class EntryAdoption {
  constructor(
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly sealer: AuditSealer,
  ) {}

  /** The entries that {@link adopt} would adopt. */
  async list(): Promise<UnsignedEntries[]> {
    const rows = await this.em
      .fork()
      .execute<(Omit<UnsignedEntries, 'first' | 'last'> & Record<'first' | 'last', string>)[]>(
        `select stream, action, count(*)::int as entries, min(at) as first, max(at) as last,
         (count(*) filter (where id > (select min(id) from kernel.audit_entry where mac is not null)))::int as late
       from kernel.audit_entry where mac is null group by stream, action order by stream, action`,
      );
    return rows.map((row) => ({ ...row, first: new Date(row.first), last: new Date(row.last) }));
  }

  /**
   * Adds the MACs, signs the seals as adopted, and records both in the trail. An entry without a MAC that is
   * written meanwhile is not adopted.
   * @param expected the number of entries that the operator saw.
   * @returns how many seals were adopted; undefined if the number of entries differs, in which case nothing is adopted.
   */
  async adopt(expected: number, reason: string): Promise<number | undefined> {
    const [unsigned] = await this.em
      .fork()
      .execute<{ entries: number; last: string | null }[]>(
        'select count(*)::int as entries, max(id)::text as last from kernel.audit_entry where mac is null',
      );
    const found = unsigned?.entries ?? 0;
    if (found !== expected) return undefined;
    while ((await this.sealer.seal()) > 0);
    const seals = await this.sealer.adopt(undefined, unsigned?.last ?? '0');
    await this.em.fork().transactional((em) =>
      this.auditLog.append(em, {
        actor: systemActor('cli'),
        correlationId: randomId(),
        action: 'kernel.adopt-trail',
        outcome: 'done',
        notes: [{ subject: ['table', 'kernel.audit_entry'], details: { reason, records: found, seals } }],
      }),
    );
    return seals;
  }
}
