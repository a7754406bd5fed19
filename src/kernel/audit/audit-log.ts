import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { TERRITORY, type Actor, type ActorIdentity, type ResourceScope } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { runAsOneStatement, type Statement } from '../database/combined-statement.js';
import { driverConnection } from '../database/driver-connection.js';

export interface AuditBatch {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly action: string;
  readonly outcome: 'done' | 'read';
  /** The resource that the handler authorized. */
  readonly resource?: ResourceScope | undefined;
  readonly notes: readonly {
    readonly subject: readonly [kind: string, id: string];
    readonly details?: Readonly<Record<string, string | number | boolean | null>>;
    readonly stream?: string;
    readonly correlationId?: string;
    /** Set if it differs from the actor and resource of the batch. */
    readonly by?: { readonly actor: ActorIdentity; readonly resource: ResourceScope };
  }[];
}

export interface Refusal {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly action: string;
  readonly outcome: 'refused';
  readonly reason: string;
}

const INSERT = `
  insert into kernel.audit_entry
    (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details, correlation_id,
     territory)
  select stream, $1, coalesce(actor_kind, $2), coalesce(actor_id, $3), coalesce(actor_label, $4),
    coalesce(own_action, $5), $6, subject_kind, subject_id, details, coalesce(own_correlation, $7),
    coalesce(territory, $8)
  from jsonb_to_recordset($9::jsonb)
    as note (stream text, subject_kind text, subject_id text, details jsonb, actor_kind text, actor_id text,
      actor_label text, territory text, own_correlation uuid, own_action text)`;

/**
 * Append-only audit trail. Entries are written in the transaction of the action and chained later, per stream and in
 * batches ({@link AuditSealer}), so that writers do not wait for each other.
 */
@Injectable()
export class AuditLog {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async append(em: EntityManager, batch: AuditBatch): Promise<void> {
    await runAsOneStatement(await driverConnection(em), this.statements(batch));
  }

  /** Like {@link append}, to be combined with other statements. */
  statements(batch: AuditBatch): Statement[] {
    if (batch.notes.length === 0) return [];
    const notes = batch.notes.map((note) => ({
      stream: note.stream ?? 'system',
      subject_kind: note.subject[0],
      subject_id: note.subject[1],
      details: note.details ?? {},
      own_correlation: note.correlationId,
      ...(note.by && {
        actor_kind: note.by.actor.kind,
        actor_id: note.by.actor.id,
        actor_label: note.by.actor.label,
        territory: note.by.resource[TERRITORY],
      }),
    }));
    const values = [
      this.clock.now(),
      batch.actor.kind,
      batch.actor.id,
      batch.actor.label,
      batch.action,
      batch.outcome,
      batch.correlationId,
      batch.resource?.[TERRITORY] ?? null,
      JSON.stringify(notes),
    ];
    return [{ text: INSERT, values }];
  }

  /** Records reads of personal data whose transaction was rolled back. */
  async appendReads(reads: readonly AuditBatch[]): Promise<void> {
    if (reads.length === 0) return;
    await this.em.fork().transactional(async (em) => {
      for (const read of reads) await this.append(em, read);
    });
  }

  /** One statement for all refusals. */
  refusalStatements(refusals: readonly Refusal[]): Statement[] {
    const [first] = refusals;
    if (!first) return [];
    const notes = refusals.map(({ actor, action, correlationId, reason }) => ({
      stream: 'system',
      subject_kind: 'none',
      subject_id: '',
      details: { reason },
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_label: actor.label,
      territory: actor.scope[TERRITORY],
      own_correlation: correlationId,
      own_action: action,
    }));
    const { kind, id, label } = first.actor;
    const rest = [first.action, first.outcome, first.correlationId, null, JSON.stringify(notes)];
    return [{ text: INSERT, values: [this.clock.now(), kind, id, label, ...rest] }];
  }

  /** Records refusals in a new transaction, because their own was rolled back. */
  async appendRefusals(refusals: readonly Refusal[]): Promise<void> {
    if (refusals.length === 0) return;
    await this.em.fork().transactional(async (em) => {
      await runAsOneStatement(await driverConnection(em), this.refusalStatements(refusals));
    });
  }
}
