import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockRequested, requireOpen, requirePending } from '../persistence/account-requests.js';

const input = z.object({ requestedOfficialId: z.uuid() });

/**
 * Removes an official who was added to a request by mistake.
 * @throws DomainError ACCOUNTS.REQUESTED_DECIDED and the errors of {@link requireOpen}
 */
@CommandSpec({ name: 'accounts.withdraw-requested-official', permission: 'account-requests.write', input })
export class WithdrawRequestedOfficial extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(WithdrawRequestedOfficial)
export class WithdrawRequestedOfficialHandler implements ICommandHandler<WithdrawRequestedOfficial> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { requestedOfficialId } }: WithdrawRequestedOfficial): Promise<void> {
    const { request, requested } = await lockRequested(this.work, requestedOfficialId);
    this.work.authorize({ entidad: request.entidad });
    requireOpen(this.work, request);
    requirePending(requested);
    await this.work.sql(
      `update accounts.requested_official set status = 'withdrawn', decided_by = $2, decided_at = $3 where id = $1`,
      [requestedOfficialId, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['account-request', request.id], details: { requestedOfficialId } });
  }
}
