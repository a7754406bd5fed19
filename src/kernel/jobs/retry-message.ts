import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { releaseMessages } from './held-messages.js';

const input = z.object({ messageId: z.uuid() });

/**
 * Releases a message that is in quarantine or deferred for immediate delivery; consumers that have already handled it
 * skip it.
 * @throws DomainError KERNEL.NOT_FOUND if it is neither
 */
@CommandSpec({ name: 'kernel.retry-message', permission: 'messages.operate', input })
export class RetryMessage extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RetryMessage)
export class RetryMessageHandler implements ICommandHandler<RetryMessage> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { messageId } }: RetryMessage): Promise<void> {
    this.work.authorize({});
    const released = await releaseMessages(await this.work.connection(), { messageId, limit: 1 });
    if (released === 0) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    this.work.audit({ subject: ['message', messageId] });
  }
}
