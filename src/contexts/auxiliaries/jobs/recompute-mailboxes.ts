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
import { MAILBOX_JOB, mailboxFigures, recomputeMailboxes, type MailboxCheckpoint } from '../../aspirants/index.js';
import { AUXILIARY_MAILBOXES, emailHashes, openRegistration } from '../persistence/auxiliary-records.js';

/** Started by the migration that replaced hashes of addresses with hashes of mailboxes. */
@Injectable()
@LongJobSpec({
  kind: 'auxiliaries.recompute-mailboxes',
  ...MAILBOX_JOB,
  permission: 'auxiliaries.review',
  title: 'Revisión de los correos de auxiliares',
  items: ['auxiliar', 'auxiliares'],
  figures: mailboxFigures('Auxiliares'),
})
export class RecomputeAuxiliaryMailboxes implements LongJob<object, MailboxCheckpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  step(step: LongJobStep<object, MailboxCheckpoint>): Promise<LongJobProgress<MailboxCheckpoint>> {
    return recomputeMailboxes(this.work, AUXILIARY_MAILBOXES, step, async (rows) =>
      emailHashes(this.hash, await Promise.all(rows.map((row) => openRegistration(this.cipher, row)))),
    );
  }
}
