import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OfficialLeft } from '../events/official-left.js';

const input = z.object({});
/** Accounts per transaction; the next run records the rest. */
const BATCH_SIZE = 200;

/**
 * Publishes {@link OfficialLeft} once per ended grant, so that the open work of the account is reassigned (decision
 * 27).
 */
@CommandSpec({
  name: 'accounts.record-ended-grants',
  permission: 'accounts.record-ended-grants',
  input,
  noLegalDeadline: 'compares the end of a grant with the time',
  heldBy: 'system',
})
export class RecordEndedGrants extends KernelCommand<z.infer<typeof input>, { recorded: number }> {}

@CommandHandler(RecordEndedGrants)
export class RecordEndedGrantsHandler implements ICommandHandler<RecordEndedGrants> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<{ recorded: number }> {
    this.work.authorize({});
    const ended = await this.work.sql<{ id: string }>(
      `update accounts.official set grant_end_noted = grant_ends_at
       where id in (select id from accounts.official
         where status in ('pending', 'active') and grant_ends_at <= $1 and grant_end_noted is distinct from grant_ends_at
         order by grant_ends_at limit $2 for update skip locked)
       returning id`,
      [this.clock.now(), BATCH_SIZE],
    );
    for (const { id } of ended) {
      this.work.audit({ subject: ['official', id] });
      this.work.publish(new OfficialLeft({ accountId: id, successorId: null }));
    }
    return { recorded: ended.length };
  }
}
