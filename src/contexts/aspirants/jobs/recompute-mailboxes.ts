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
import { MAILBOX_JOB, mailboxFigures, recomputeMailboxes, type MailboxCheckpoint } from '../mailbox-hashes.js';
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
    return recomputeMailboxes(this.work, ASPIRANT_MAILBOXES, step, (rows) =>
      Promise.all(rows.map(async (row) => emailHash(this.hash, (await decryptRegistration(this.cipher, row)).email))),
    );
  }
}
