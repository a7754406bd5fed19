import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { mailboxCheckpoint, recomputeMailboxes, type MailboxCheckpoint } from '../../aspirants/index.js';
import { AUXILIARY_MAILBOXES, emailHashes, openRegistration } from '../persistence/auxiliary-records.js';

const input = z.object({});
type Input = z.infer<typeof input>;

/** Started by the migration that replaced hashes of e-mail addresses with hashes of mailboxes. */
@Injectable()
@LongJobSpec({
  kind: 'auxiliaries.recompute-mailboxes',
  input,
  checkpoint: mailboxCheckpoint,
  permission: 'auxiliaries.review',
  title: 'Revisión de los correos de auxiliares',
  items: ['auxiliar', 'auxiliares'],
  figures: {
    changed: 'Correos que ahora se reconocen con otra escritura',
    shared: 'Auxiliares con el correo de otra persona',
  },
  cancellable: false,
})
export class RecomputeAuxiliaryMailboxes implements LongJob<Input, MailboxCheckpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  step(step: LongJobStep<Input, MailboxCheckpoint>): Promise<LongJobProgress<MailboxCheckpoint>> {
    return recomputeMailboxes(this.work, AUXILIARY_MAILBOXES, step, async (rows) =>
      emailHashes(this.hash, await Promise.all(rows.map((row) => openRegistration(this.cipher, row)))),
    );
  }
}
