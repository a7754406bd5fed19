import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { findPaper, PAPER_KINDS, WITHDRAWAL_REASONS } from '../persistence/paper-records.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  kind: z.enum(PAPER_KINDS),
  number: z.int().min(1),
  reason: z.enum(WITHDRAWAL_REASONS),
});

/**
 * The aspirant withdraws a wrong scan (§6.7). It is kept (decision 17) but no longer transferred; the OPL keeps what
 * was transferred before.
 * @throws DomainError AUXILIARIES.PAPER_MISSING, AUXILIARIES.PAPER_WITHDRAWN
 */
@CommandSpec({ name: 'auxiliaries.withdraw-paper', permission: 'auxiliaries.upload-papers', input })
export class WithdrawPaper extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(WithdrawPaper)
export class WithdrawPaperHandler implements ICommandHandler<WithdrawPaper> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { auxiliaryId, kind, number, reason } }: WithdrawPaper): Promise<void> {
    const { entidad, aspirantId, processId } = await findAuxiliary(this.work, auxiliaryId, true);
    this.work.authorize({ entidad, aspirantId });
    const paper = await findPaper(this.work, auxiliaryId, kind, number);
    if (!paper) throw new DomainError('AUXILIARIES.PAPER_MISSING', { kind: 'not-found' });
    if (paper.withdrawnAt !== null) throw new DomainError('AUXILIARIES.PAPER_WITHDRAWN', { kind: 'conflict' });
    await this.work.sql(
      `insert into auxiliaries.paper_withdrawal (paper_id, reason, withdrawn_by, withdrawn_at) values ($1, $2, $3, $4)`,
      [paper.id, reason, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['auxiliary', auxiliaryId],
      stream: processId,
      details: { paper: kind, paperId: paper.id, reason },
    });
  }
}
