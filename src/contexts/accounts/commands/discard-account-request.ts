import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockRequest } from '../persistence/account-requests.js';

const input = z.object({ requestId: z.uuid() });

/**
 * Discards a draft; its people can be requested in another one.
 * @throws DomainError ACCOUNTS.REQUEST_NOT_A_DRAFT
 */
@CommandSpec({ name: 'accounts.discard-account-request', permission: 'account-requests.write', input })
export class DiscardAccountRequest extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(DiscardAccountRequest)
export class DiscardAccountRequestHandler implements ICommandHandler<DiscardAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { requestId } }: DiscardAccountRequest): Promise<void> {
    const { entidad, state } = await lockRequest(this.work, requestId);
    this.work.authorize({ entidad });
    if (state !== 'draft') throw new DomainError('ACCOUNTS.REQUEST_NOT_A_DRAFT', { kind: 'conflict' });
    await this.work.sql(`update accounts.account_request set state = 'discarded' where id = $1`, [requestId]);
    await this.work.sql(
      `update accounts.requested_official set status = 'withdrawn', decided_by = $2, decided_at = $3
       where request_id = $1 and status = 'pending'`,
      [requestId, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['account-request', requestId], details: { entidad } });
  }
}
