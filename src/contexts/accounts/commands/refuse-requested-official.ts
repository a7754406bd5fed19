import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockRequested, requirePending } from '../persistence/account-requests.js';

const input = z.object({ requestedOfficialId: z.uuid(), reason: z.string().trim().min(3).max(300) });

/**
 * DERFE refuses an account to an official requested by oficio, with a reason (§4.2).
 * @throws DomainError ACCOUNTS.REQUEST_NOT_RECEIVED and ACCOUNTS.REQUESTED_DECIDED
 */
@CommandSpec({ name: 'accounts.refuse-requested-official', permission: 'accounts.manage', input })
export class RefuseRequestedOfficial extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RefuseRequestedOfficial)
export class RefuseRequestedOfficialHandler implements ICommandHandler<RefuseRequestedOfficial> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { requestedOfficialId, reason } }: RefuseRequestedOfficial): Promise<void> {
    const { request, requested } = await lockRequested(this.work, requestedOfficialId);
    this.work.authorize({ entidad: request.entidad });
    if (request.state !== 'received') throw new DomainError('ACCOUNTS.REQUEST_NOT_RECEIVED', { kind: 'conflict' });
    requirePending(requested);
    await this.work.sql(
      `update accounts.requested_official set status = 'refused', reason = $2, decided_by = $3, decided_at = $4
       where id = $1`,
      [requestedOfficialId, reason, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['account-request', request.id], details: { requestedOfficialId }, reason });
  }
}
