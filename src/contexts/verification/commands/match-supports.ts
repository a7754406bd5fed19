import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MATCH_PENDING } from '../persistence/pending-matches.js';
import { findSupports, lockSupports } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({ supportIds: z.array(z.uuid()).min(1).max(1000) });

/** Asks the roll for the answers that it still owes, many supports as one set; one that is owed none is left as it is. */
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
    // The system's own work, of every entidad at once: no official has the permission.
    this.work.authorize({});
    await lockSupports(this.work, supportIds);
    const rows = await this.work.sql<{ id: string }>(
      `select id from verification.support support where id = any($1::uuid[]) and (${MATCH_PENDING})`,
      [supportIds],
    );
    const due = rows.map(({ id }) => id);
    await this.steps.take(await findSupports(this.work, due), new Map(), { cause: 'verified-again' });
    return { answered: due.length };
  }
}
