import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { TERRITORY, type Actor, type ActorIdentity, type ResourceScope } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { runAsOneStatement, type Statement } from '../database/combined-statement.js';
import { driverConnection } from '../database/driver-connection.js';
import { entryMacs } from './entry-macs.js';
import { EntryReasons } from './entry-reasons.js';
import { entryText, type EntryContent } from './entry-text.js';

export interface AuditBatch {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly action: string;
  readonly outcome: 'done' | 'read';
  /** Now by default. */
  readonly at?: Date;
  /** The resource that the handler authorized. */
  readonly resource?: ResourceScope | undefined;
  /** Digests of the protected rows that the transaction wrote; stored with the first note. */
  readonly rowDigests?: string | null;
  readonly notes: readonly {
    readonly subject: readonly [kind: string, id: string];
    readonly details?: Readonly<Record<string, string | number | boolean | null>>;
    readonly stream?: string;
    readonly correlationId?: string;
    /** Set if it differs from the actor and resource of the batch. */
    readonly by?: { readonly actor: ActorIdentity; readonly resource: ResourceScope };
    /** Code of the error that refused the request, although the transaction commits. */
    readonly refusal?: string;
    /** Stored encrypted. */
    readonly reason?: string | null | undefined;
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
     territory, row_digests, mac)
  select stream, $1, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details, correlation_id,
    territory, row_digests, decode(mac, 'hex')
  from jsonb_to_recordset($2::jsonb)
    as note (stream text, actor_kind text, actor_id text, actor_label text, action text, outcome text, subject_kind text,
      subject_id text, details jsonb, correlation_id uuid, territory text, row_digests text, mac text)`;

/**
 * Append-only audit trail. Entries are written in the transaction of the action and chained later, per stream and in
 * batches ({@link AuditSealer}), so that writers do not wait for each other.
 */
@Injectable()
export class AuditLog {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly reasons: EntryReasons,
  ) {}

  async append(em: EntityManager, batch: AuditBatch): Promise<void> {
    await runAsOneStatement(await driverConnection(em), await this.statements(batch));
  }

  /** Like {@link append}, to be combined with other statements. */
  async statements(batch: AuditBatch): Promise<Statement[]> {
    const at = batch.at ?? this.clock.now();
    const entries = batch.notes.map((note, index) => ({
      at,
      stream: note.stream ?? 'system',
      ...actorOf(note.by?.actor ?? batch.actor),
      action: batch.action,
      outcome: note.refusal === undefined ? batch.outcome : 'refused',
      subjectKind: note.subject[0],
      subjectId: note.subject[1],
      details: { ...note.details, ...(note.refusal !== undefined && { reason: note.refusal }) },
      correlationId: note.correlationId ?? batch.correlationId,
      territory: note.by?.resource[TERRITORY] ?? batch.resource?.[TERRITORY] ?? null,
      rowDigests: index === 0 ? (batch.rowDigests ?? null) : null,
    }));
    const encrypted = await Promise.all(
      entries.map(async (entry, index) => {
        const reason = batch.notes[index]?.reason ?? '';
        return reason === ''
          ? entry
          : { ...entry, details: { ...entry.details, ...(await this.reasons.encrypt(entry, reason)) } };
      }),
    );
    return this.#insert(at, encrypted);
  }

  /** Records reads of personal data whose transaction was rolled back. */
  async appendReads(reads: readonly AuditBatch[]): Promise<void> {
    if (reads.length === 0) return;
    await this.em.fork().transactional(async (em) => {
      for (const read of reads) await this.append(em, read);
    });
  }

  /** One statement for all refusals. */
  refusalStatements(refusals: readonly Refusal[]): Promise<Statement[]> {
    const at = this.clock.now();
    return this.#insert(
      at,
      refusals.map(({ actor, action, outcome, correlationId, reason }) => ({
        at,
        stream: 'system',
        ...actorOf(actor),
        action,
        outcome,
        subjectKind: 'none',
        subjectId: '',
        details: { reason },
        correlationId,
        territory: actor.scope[TERRITORY] ?? null,
        rowDigests: null,
      })),
    );
  }

  /** Records refusals in a new transaction, because their own was rolled back. */
  async appendRefusals(refusals: readonly Refusal[]): Promise<void> {
    if (refusals.length === 0) return;
    await this.em.fork().transactional(async (em) => {
      await runAsOneStatement(await driverConnection(em), await this.refusalStatements(refusals));
    });
  }

  async #insert(at: Date, entries: readonly EntryContent[]): Promise<Statement[]> {
    if (entries.length === 0) return [];
    const macs = await entryMacs(
      this.hash,
      entries.map((entry) => ({ text: entryText(entry) })),
    );
    const notes = entries.map((entry, index) => ({
      stream: entry.stream,
      actor_kind: entry.actorKind,
      actor_id: entry.actorId,
      actor_label: entry.actorLabel,
      action: entry.action,
      outcome: entry.outcome,
      subject_kind: entry.subjectKind,
      subject_id: entry.subjectId,
      details: entry.details,
      correlation_id: entry.correlationId,
      territory: entry.territory,
      row_digests: entry.rowDigests,
      mac: macs[index]?.toString('hex'),
    }));
    return [{ text: INSERT, values: [at, JSON.stringify(notes)] }];
  }
}

const actorOf = ({ kind, id, label }: ActorIdentity) => ({ actorKind: kind, actorId: id, actorLabel: label });
