import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { formatQuestionFile } from '../../electoral-roll/index.js';
import type { CredentialTypeKey } from '#electoral/identifiers';

const input = z.object({
  /** Exports the supports that this cut has not answered (for the close); if omitted, those without any answer. */
  cut: z.string().trim().min(1).max(80).optional(),
  limit: z.number().int().min(1).max(100_000).default(100_000),
});

export interface QuestionsExport {
  /** Undefined if no support needs an answer. */
  readonly batchId: string | undefined;
  readonly records: number;
  /** File content (docs/roll-exchange-format.md). Contains identifiers of citizens: store it encrypted. */
  readonly text: string;
}

/**
 * Exports the identifiers of supports without a roll match to a file for the host of the roll (§10.4). Each support
 * is identified by a number, without name, folio, aspirant or address, and stays 'en procesamiento' meanwhile. Supports
 * in an open batch are not exported again.
 */
@CommandSpec({
  name: 'verification.export-roll-questions',
  permission: 'verification.exchange-roll',
  input,
  noLegalDeadline: 'exports the roll cut in force',
  heldBy: 'system',
})
export class ExportRollQuestions extends KernelCommand<z.input<typeof input>, QuestionsExport> {}

interface Row {
  readonly id: string;
  readonly credentialType: CredentialTypeKey;
  readonly receivedAt: string;
  readonly personal: Buffer;
}

@CommandHandler(ExportRollQuestions)
export class ExportRollQuestionsHandler implements ICommandHandler<ExportRollQuestions> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(command: ExportRollQuestions): Promise<QuestionsExport> {
    const { cut, limit } = command.input as z.infer<typeof input>;
    this.work.authorize({});
    // Concurrent exports would take the same records.
    await this.work.lock(AdvisoryLock.RollExchange);
    const rows = await this.work.sql<Row>(
      `select id, credential_type as "credentialType", received_at as "receivedAt", personal
       from verification.support
       where state = 'verified' and (roll_cut is null or ($1::text is not null and roll_cut <> $1))
         and not exists (select from verification.roll_exchange_question open
                         where open.support_id = support.id and open.answered_at is null)
       order by received_at, id limit $2`,
      [cut ?? null, limit],
    );
    if (rows.length === 0) return { batchId: undefined, records: 0, text: '' };
    const opened = await this.cipher.decryptEach(
      rows.map(({ id, personal }) => ({ encrypted: personal, context: personalContext(id) })),
    );
    const batchId = randomId();
    const { text, digest } = formatQuestionFile(
      batchId,
      rows.map(({ credentialType, receivedAt }, index) => {
        const { read, typed } = JSON.parse((opened[index] ?? '').toString()) as PersonalData;
        return { id: String(index + 1), credentialType, read, typed, asOf: new Date(receivedAt) };
      }),
    );
    await this.work.sql(
      `insert into verification.roll_exchange (id, exported_at, exported_by, records, sha256) values ($1, $2, $3, $4, $5)`,
      [batchId, this.clock.now(), this.work.actor.id, rows.length, digest],
    );
    await this.work.sql(
      `insert into verification.roll_exchange_question (batch_id, question, support_id)
       select $1, number, id from unnest($2::uuid[]) with ordinality as one (id, number)`,
      [batchId, rows.map(({ id }) => id)],
    );
    this.work.audit({
      subject: ['roll-exchange', batchId],
      details: { records: rows.length, sha256: digest.toString('hex'), cut: cut ?? null },
    });
    return { batchId, records: rows.length, text };
  }
}
