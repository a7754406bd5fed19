import { Injectable } from '@nestjs/common';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { connectionOf, currentWork } from '../messaging/unit-of-work.js';
import { validMacs, type EntryWithMac } from './entry-macs.js';
import { ENTRY_TEXT } from './entry-text.js';

export interface AuditedDetail {
  readonly entryId: string;
  readonly stream: string;
  readonly action: string;
  readonly subjectId: string;
  readonly value: string;
}

export interface AuditedDetailFilter {
  readonly subjectKind: string;
  readonly subjectIds: readonly string[];
  /** Names of the use cases whose entries count. */
  readonly actions: readonly string[];
  /** Name of the detail. */
  readonly detail: string;
}

/**
 * Reads facts that the audit trail recorded, for checks that must not rely on a row that can be overwritten. An entry
 * counts only if its MAC is valid: someone who can only write to the database can at most copy one.
 */
@Injectable()
export class AuditedDetails {
  constructor(private readonly hash: KeyedHash) {}

  /**
   * The authentic details, in the order of their entries. An exact copy of an entry, which has a valid MAC too, is
   * omitted. Runs in the transaction of the use case.
   */
  async find(filter: AuditedDetailFilter): Promise<AuditedDetail[]> {
    const rows = await this.#stored(filter);
    const isValid = await validMacs(this.hash, rows);
    const authentic = new Map<string, AuditedDetail>();
    for (const [index, { text, entryId, stream, action, subjectId, value }] of rows.entries()) {
      if (isValid[index] !== true || authentic.has(text)) continue;
      authentic.set(text, { entryId, stream, action, subjectId, value });
    }
    return [...authentic.values()];
  }

  /** The subjects with such an entry, authentic or not. Runs in the transaction of the use case. */
  async subjectsWith(filter: AuditedDetailFilter): Promise<ReadonlySet<string>> {
    return new Set((await this.#stored(filter)).map(({ subjectId }) => subjectId));
  }

  async #stored({
    subjectKind,
    subjectIds,
    actions,
    detail,
  }: AuditedDetailFilter): Promise<readonly (AuditedDetail & EntryWithMac)[]> {
    if (subjectIds.length === 0) return [];
    const state = currentWork();
    if (!state) throw new Error('used outside a command, query or consumer');
    const connection = await connectionOf(state);
    const { rows } = await connection.query<AuditedDetail & EntryWithMac>(
      `select audit_entry.id::text as "entryId", stream, action, subject_id as "subjectId", details ->> $4 as value,
         ${ENTRY_TEXT} as text, mac
       from kernel.audit_entry
       where subject_kind = $1 and subject_id = any($2::text[]) and action = any($3::text[]) and details ? $4
       order by audit_entry.id`,
      [subjectKind, subjectIds, actions, detail],
    );
    return rows;
  }
}
