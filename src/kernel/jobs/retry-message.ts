import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';

const input = z.object({ messageId: z.uuid() });

/**
 * Releases a quarantined message for delivery; consumers that have already handled it skip it.
 * Refuses with KERNEL.NOT_FOUND if it is not quarantined.
 */
@CommandSpec({ name: 'kernel.retry-message', permission: 'kernel.operate', input, heldBy: 'system' })
export class RetryMessage extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RetryMessage)
export class RetryMessageHandler implements ICommandHandler<RetryMessage> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { messageId } }: RetryMessage): Promise<void> {
    this.work.authorize({});
    const released = await this.work.sql(
      `update kernel.outbox_message set quarantined_at = null, dispatched_at = null, attempts = 0,
         available_at = '-infinity' where id = $1 and quarantined_at is not null returning id`,
      [messageId],
    );
    if (released.length === 0) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    this.work.audit({ subject: ['message', messageId] });
  }
}
