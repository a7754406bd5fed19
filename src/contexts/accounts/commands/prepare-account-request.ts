import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ entidad: z.string().regex(/^\d{2}$/) });

/** An OPL starts an oficio that requests accounts (§4.1–4.2). It is a draft until it arrives through the UTVOPL. */
@CommandSpec({ name: 'accounts.prepare-account-request', permission: 'account-requests.prepare', input })
export class PrepareAccountRequest extends KernelCommand<z.infer<typeof input>, { requestId: string }> {}

@CommandHandler(PrepareAccountRequest)
export class PrepareAccountRequestHandler implements ICommandHandler<PrepareAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad } }: PrepareAccountRequest): Promise<{ requestId: string }> {
    this.work.authorize({ entidad });
    const requestId = randomId();
    await this.work.sql(
      `insert into accounts.account_request (id, entidad, state, created_by, created_at) values ($1, $2, 'draft', $3, $4)`,
      [requestId, entidad, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['account-request', requestId], details: { entidad } });
    return { requestId };
  }
}
