import { deserialize, serialize } from 'node:v8';
import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { ActorIdentity } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { deleteInBatches } from '../database/delete-in-batches.js';
import { driverConnection } from '../database/driver-connection.js';
import { DomainError } from '../errors/domain-error.js';
import { Recurring } from '../jobs/recurring.js';
import { connectionOf, currentWork } from './unit-of-work.js';

/** Longer than any session lasts, so that no page outlives its key. */
export const SUBMISSION_RETENTION_MS = 24 * 3_600_000;
const BATCH_SIZE = 1000;

export interface SubmittedCommand {
  readonly actor: ActorIdentity;
  /** Idempotency key of the form, and the position of the command among those of the form. */
  readonly key: string;
  readonly step: number;
  readonly command: string;
  readonly input: unknown;
}

/**
 * Carries out each submitted form once (ADR 0069). The key is inserted in the transaction of the command: a second
 * submission waits for the first and then gets its result, or runs if the first was rolled back.
 */
@Injectable()
export class Submissions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  /**
   * Runs a command within its transaction, or returns the result it had when the same form was sent before.
   * @throws DomainError KERNEL.SUBMISSION_CHANGED if the form was processed with another input.
   */
  async once<Result>(submitted: SubmittedCommand, execute: () => Promise<Result>): Promise<Result> {
    const work = currentWork();
    if (!work) throw new Error('used outside a command');
    const { actor, key, step, command, input } = submitted;
    const connection = await connectionOf(work);
    const digest = await this.hash.digest('kernel.submission', [command, canonicalText(input)]);
    const id = [actor.kind, actor.id, key, step];
    const now = this.clock.now();
    const claimed = await connection.query(
      `insert into kernel.form_submission as known (actor_kind, actor_id, key, step, command, input_digest, submitted_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (actor_kind, actor_id, key, step) do update
         set command = excluded.command, input_digest = excluded.input_digest, submitted_at = excluded.submitted_at
         where known.submitted_at < $8`,
      [...id, command, digest, now, new Date(now.getTime() - SUBMISSION_RETENTION_MS)],
    );
    const context = `kernel.form_submission.result:${id.join(' ')}`;
    if (claimed.rowCount === 0) {
      const { rows } = await connection.query<{ command: string; input_digest: Buffer; result: Buffer }>(
        `select command, input_digest, result from kernel.form_submission
         where actor_kind = $1 and actor_id = $2 and key = $3 and step = $4`,
        id,
      );
      const [first] = rows;
      if (first?.command !== command || !first.input_digest.equals(digest)) {
        throw new DomainError('KERNEL.SUBMISSION_CHANGED', { kind: 'conflict' });
      }
      work.authorized = true;
      work.replayed = true;
      return deserialize(await this.cipher.decrypt(first.result, context)) as Result;
    }
    const result = await execute();
    await connection.query(
      `update kernel.form_submission set result = $5
       where actor_kind = $1 and actor_id = $2 and key = $3 and step = $4`,
      [...id, await this.cipher.encrypt(serialize(result), context)],
    );
    return result;
  }

  /** @returns how many it deleted. */
  @Recurring({ name: 'delete answered form submissions', everyMs: 60 * 60_000 })
  deleteOld(): Promise<number> {
    return deleteInBatches(BATCH_SIZE, () => this.#deleteBatch());
  }

  #deleteBatch(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const deleted = await connection.query(
        `delete from kernel.form_submission where (actor_kind, actor_id, key, step) in
           (select actor_kind, actor_id, key, step from kernel.form_submission
            where submitted_at < $1 limit ${String(BATCH_SIZE)} for update skip locked)`,
        [new Date(this.clock.now().getTime() - SUBMISSION_RETENTION_MS)],
      );
      return deleted.rowCount ?? 0;
    });
  }
}

/** JSON with sorted keys; bytes are replaced with their digest. Equal inputs give equal texts. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value) ?? null);
}

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: sha256(value).toString('base64') };
  if (value instanceof Date) return { $instant: value.toISOString() };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, inner]) => [name, canonical(inner)]));
}
