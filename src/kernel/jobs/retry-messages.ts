import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { releaseMessages } from './held-messages.js';
import { STUCK_STATES } from './list-stuck-messages.js';

/** Messages that one call releases, so that its transaction stays short. */
const LIMIT = 5000;

const input = z.object({ state: z.enum(STUCK_STATES).optional() });

export interface RetriedMessages {
  readonly released: number;
  /** There may be more; call it again. */
  readonly more: boolean;
}

/** Releases all messages that are in quarantine or deferred for immediate delivery. */
@CommandSpec({ name: 'kernel.retry-messages', permission: 'messages.operate', input })
export class RetryMessages extends KernelCommand<z.infer<typeof input>, RetriedMessages> {}

@CommandHandler(RetryMessages)
export class RetryMessagesHandler implements ICommandHandler<RetryMessages> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { state } }: RetryMessages): Promise<RetriedMessages> {
    this.work.authorize({});
    const released = await releaseMessages(await this.work.connection(), { state, limit: LIMIT });
    this.work.audit({ subject: ['none', ''], details: { released, state: state ?? null } });
    return { released, more: released === LIMIT };
  }
}
