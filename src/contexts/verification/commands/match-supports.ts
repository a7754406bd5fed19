import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { openProcesses } from '../../processes/index.js';
import { MATCH_PENDING } from '../persistence/pending-matches.js';
import { findSupports, lockSupports } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({ supportIds: z.array(z.uuid()).min(1).max(1000) });

/** Matches the given supports against the roll in one batch, skipping those that no longer need a match. */
@CommandSpec({
  name: 'verification.match-supports',
  permission: 'verification.match-supports',
  input,
  heldBy: 'system',
})
export class MatchSupports extends KernelCommand<z.infer<typeof input>, { answered: number }> {}

@CommandHandler(MatchSupports)
export class MatchSupportsHandler implements ICommandHandler<MatchSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly steps: VerificationSteps,
  ) {}

  async execute({ input: { supportIds } }: MatchSupports): Promise<{ answered: number }> {
    // Spans all entidades: only the system has this permission.
    this.work.authorize({});
    await lockSupports(this.work, supportIds);
    const rows = await this.work.sql<{ id: string; processId: string }>(
      `select id, process_id as "processId" from verification.support support
       where id = any($1::uuid[]) and (${MATCH_PENDING})`,
      [supportIds],
    );
    const open = await openProcesses(
      this.work,
      rows.map(({ processId }) => processId),
    );
    const pendingIds = rows.filter(({ processId }) => open.has(processId)).map(({ id }) => id);
    await this.steps.run(await findSupports(this.work, pendingIds), new Map(), { cause: 'verified-again' });
    return { answered: pendingIds.length };
  }
}
