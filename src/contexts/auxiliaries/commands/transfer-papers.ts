import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findCustodyRequest, lockRequestedPapers, nextTransfer, readyPapers } from '../persistence/paper-records.js';

const input = z.object({ requestId: z.uuid() });

/**
 * The aspirant transfers the papers that the OPL requested: the current scan of each paper, for each auxiliary who has
 * both papers and whose current scans the OPL lacks (§6.7). The OPL can then read them. Papers that are missing, or that
 * must be signed again after a correction, are transferred later: each transfer under a request has the next number.
 * @throws DomainError AUXILIARIES.NOTHING_TO_HAND_OVER
 */
@CommandSpec({ name: 'auxiliaries.transfer-papers', permission: 'auxiliaries.transfer-papers', input })
export class TransferPapers extends KernelCommand<z.infer<typeof input>, { transferred: number }> {}

@CommandHandler(TransferPapers)
export class TransferPapersHandler implements ICommandHandler<TransferPapers> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { requestId } }: TransferPapers): Promise<{ transferred: number }> {
    const request = await findCustodyRequest(this.work, requestId);
    if (!request) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { entidad, aspirantId, processId } = request;
    this.work.authorize({ entidad, aspirantId });
    await lockRequestedPapers(this.work, request);
    const ready = await readyPapers(this.work, request);
    // Of two concurrent transfers, which take the same number, only one is stored.
    const number = await nextTransfer(this.work, requestId);
    const transferred = await this.work.sql<{ auxiliaryId: string }>(
      `insert into auxiliaries.custody_handover (request_id, auxiliary_id, responsiva_id, credencial_id, handed_by,
         handed_at, number)
       select $1, r.*, $5, $6, $7 from unnest($2::uuid[], $3::uuid[], $4::uuid[]) r
       on conflict (request_id, auxiliary_id, number) do nothing returning auxiliary_id as "auxiliaryId"`,
      [
        requestId,
        ready.map(({ auxiliaryId }) => auxiliaryId),
        ready.map(({ responsivaId }) => responsivaId),
        ready.map(({ credencialId }) => credencialId),
        this.work.actor.id,
        this.clock.now(),
        number,
      ],
    );
    if (transferred.length === 0) throw new DomainError('AUXILIARIES.NOTHING_TO_HAND_OVER', { kind: 'conflict' });
    for (const { auxiliaryId: transferredId } of transferred) {
      this.work.audit({ subject: ['auxiliary', transferredId], stream: processId, details: { requestId, number } });
    }
    return { transferred: transferred.length };
  }
}
