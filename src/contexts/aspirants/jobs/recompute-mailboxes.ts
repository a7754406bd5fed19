import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  MAILBOX_JOB,
  mailboxFigures,
  recomputeMailboxes,
  type MailboxCheckpoint,
  type MailboxRow,
} from '../mailbox-hashes.js';
import { addressInForce } from '../persistence/access.js';
import { ASPIRANT_MAILBOXES, emailHash } from '../persistence/hashes.js';
import { decryptRegistration } from '../persistence/personal-data.js';

/** Started by the migration that replaced hashes of addresses with hashes of mailboxes. */
@Injectable()
@LongJobSpec({
  kind: 'aspirants.recompute-mailboxes',
  ...MAILBOX_JOB,
  permission: 'aspirants.correct',
  title: 'Revisión de los correos de aspirantes',
  items: ['aspirante', 'aspirantes'],
  figures: mailboxFigures('Aspirantes'),
})
export class RecomputeAspirantMailboxes implements LongJob<object, MailboxCheckpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  step(step: LongJobStep<object, MailboxCheckpoint>): Promise<LongJobProgress<MailboxCheckpoint>> {
    return recomputeMailboxes(this.work, ASPIRANT_MAILBOXES, step, async (rows) => {
      const corrected = await this.work.sql<{ id: string; pendingCorrectionId: string }>(
        `select id, pending_correction_id as "pendingCorrectionId" from aspirants.aspirant
         where id = any($1) and pending_correction_id is not null`,
        [rows.map(({ id }) => id)],
      );
      const pending = new Map(corrected.map(({ id, pendingCorrectionId }) => [id, pendingCorrectionId]));
      return Promise.all(rows.map((row) => this.#hashOf(row, pending.get(row.id) ?? null)));
    });
  }

  async #hashOf(row: MailboxRow, pendingCorrectionId: string | null): Promise<Buffer> {
    const { email } = await decryptRegistration(this.cipher, row);
    const inForce = await addressInForce(this.work, this.cipher, { id: row.id, pendingCorrectionId }, email);
    return emailHash(this.hash, inForce);
  }
}
