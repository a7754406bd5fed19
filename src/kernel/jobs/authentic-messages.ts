import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import type { OutboxMessage } from '../messaging/events.js';
import { quarantineMessage } from './held-messages.js';
import { messageMacs } from './message-macs.js';
import { messageOf, OUTBOX_COLUMNS, type OutboxRow } from './outbox-row.js';

/** The causes in `last_error` of a message that no consumer receives. */
export const INAUTHENTIC = {
  /** Written by a release without MACs, or by someone else. */
  missing: 'kernel.outbox: MAC_MISSING',
  /** Written or changed by someone else. */
  invalid: 'kernel.outbox: MAC_INVALID',
} as const;
type InauthenticCause = (typeof INAUTHENTIC)[keyof typeof INAUTHENTIC];

const SYSTEM = systemActor('kernel.outbox');
/** Messages that one statement of an adoption reads. */
const PAGE = 1000;

export interface UnsignedMessages {
  readonly type: string;
  readonly messages: number;
  readonly first: Date;
  readonly last: Date;
}

/**
 * Verifies that a process of this installation wrote a message, before any consumer receives it. Any other
 * message is quarantined, recorded in the audit trail, and raises an alarm.
 */
@Injectable()
export class AuthenticMessages {
  readonly #logger = new Logger('Outbox');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly auditLog: AuditLog,
  ) {}

  /** The authentic messages of the rows. Quarantines the others in a transaction of its own if `em` is absent. */
  async select(rows: readonly OutboxRow[], em?: EntityManager): Promise<OutboxMessage[]> {
    const messages = rows.map(messageOf);
    const macs = await messageMacs(this.hash, messages);
    const inauthentic = rows.flatMap(({ id, type, mac }, index) => {
      if (mac !== null && macs[index]?.equals(mac) === true) return [];
      return [{ id, type, cause: mac === null ? INAUTHENTIC.missing : INAUTHENTIC.invalid }];
    });
    if (inauthentic.length === 0) return messages;
    if (em) await this.#quarantine(em, inauthentic);
    else await this.em.fork().transactional((own) => this.#quarantine(own, inauthentic));
    const refused = new Set(inauthentic.map(({ id }) => id));
    return messages.filter(({ id }) => !refused.has(id));
  }

  async #quarantine(
    em: EntityManager,
    inauthentic: readonly { readonly id: string; readonly type: string; readonly cause: InauthenticCause }[],
  ): Promise<void> {
    const connection = await driverConnection(em);
    const held: (typeof inauthentic)[number][] = [];
    for (const one of inauthentic) {
      // A settled message is not quarantined: every consumer has handled it.
      if (!(await quarantineMessage(connection, { ...one, now: this.clock.now() }))) continue;
      held.push(one);
      this.#logger.error({ msg: `message ${one.id} is not authentic`, messageId: one.id, ...one });
    }
    await this.auditLog.append(em, {
      actor: SYSTEM,
      correlationId: randomId(),
      action: 'kernel.refuse-message',
      outcome: 'done',
      notes: held.map(({ id, type, cause }) => ({ subject: ['message', id], details: { type, cause } })),
    });
  }

  /** The unsettled messages without a MAC, by type. */
  async unsigned(): Promise<UnsignedMessages[]> {
    const rows = await this.em
      .fork()
      .execute<(Pick<UnsignedMessages, 'type' | 'messages'> & { first: string; last: string })[]>(
        `select type, count(*)::int as messages, min(occurred_at) as first, max(occurred_at) as last
       from kernel.outbox_message where mac is null and settled_at is null group by type order by type`,
      );
    return rows.map((row) => ({ ...row, first: new Date(row.first), last: new Date(row.last) }));
  }

  /**
   * Adds MACs to the unsettled messages without one and releases them: whatever they say takes effect. Run it once
   * after the update that introduced MACs, or after a migration that changed pending messages.
   * @param expected the number of messages that the operator saw.
   * @returns false if the number differs; nothing is adopted then.
   */
  async adopt(expected: number, reason: string): Promise<boolean> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      // Locked, so that exactly the messages that are counted here are adopted.
      const { rows: found } = await connection.query<{ id: string }>(
        `select id from kernel.outbox_message where mac is null and settled_at is null order by id for update`,
      );
      if (found.length !== expected) return false;
      const ids = found.map(({ id }) => id);
      for (let from = 0; from < ids.length; from += PAGE) {
        const { rows } = await connection.query<OutboxRow>(
          `select ${OUTBOX_COLUMNS} from kernel.outbox_message where id = any($1::uuid[])`,
          [ids.slice(from, from + PAGE)],
        );
        const macs = await messageMacs(this.hash, rows.map(messageOf));
        await connection.query(
          `update kernel.outbox_message message set mac = decode(added.mac, 'hex'),
             quarantined_at = case when last_error = $3 then null else quarantined_at end,
             dispatched_at = case when last_error = $3 then null else dispatched_at end
           from unnest($1::uuid[], $2::text[]) as added (id, mac) where message.id = added.id`,
          [rows.map(({ id }) => id), macs.map((mac) => mac.toString('hex')), INAUTHENTIC.missing],
        );
      }
      await this.auditLog.append(em, {
        actor: systemActor('cli'),
        correlationId: randomId(),
        action: 'kernel.adopt-messages',
        outcome: 'done',
        notes: [{ subject: ['table', 'kernel.outbox_message'], details: { reason, records: ids.length } }],
      });
      return true;
    });
  }
}
