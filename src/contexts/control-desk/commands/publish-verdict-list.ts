import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess, requireOpenProcess } from '../../processes/index.js';
import { undoEnds } from '../domain/undo.js';
import { ListVerdicts } from '../jobs/list-verdicts.js';
import { listedPeriod } from '../persistence/listed-verdicts.js';
import { NOT_UNDONE } from '../persistence/newest-verdicts.js';

const input = z.object({
  processId: z.uuid(),
  /** Hora centro; null for all verdicts of the process. */
  day: z.iso.date().nullable(),
});

export interface PublishedVerdictList {
  /** The list can be read once the job has finished. */
  readonly listId: string;
  readonly jobId: string;
}

/**
 * Publishes the list of the verdicts in force, or of those given on a day, before the seed of their sample exists
 * (decision 50). It omits verdicts that can still be undone. A later verdict does not change the list.
 * {@link ListVerdicts} prepares it.
 * @throws DomainError CONTROL_DESK.DAY_NOT_OVER, CONTROL_DESK.DAY_LISTED, CONTROL_DESK.NO_VERDICTS
 */
@CommandSpec({
  name: 'control-desk.publish-verdict-list',
  permission: 'samples.draw',
  input,
  noLegalDeadline: 'a day is over at midnight, hora centro, and its last verdict can be undone for a minute',
})
export class PublishVerdictList extends KernelCommand<z.infer<typeof input>, PublishedVerdictList> {}

@CommandHandler(PublishVerdictList)
export class PublishVerdictListHandler implements ICommandHandler<PublishVerdictList> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId, day } }: PublishVerdictList): Promise<PublishedVerdictList> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    const now = this.clock.now();
    const period = listedPeriod(day, now);
    if (undoEnds(period.to) > now) {
      throw new DomainError('CONTROL_DESK.DAY_NOT_OVER', { kind: 'invalid', field: 'day' });
    }

    const listId = randomId();
    const created = await this.work.sql(
      `insert into control_desk.verdict_list (id, process_id, entidad, day, published_by, published_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (process_id, day) do nothing returning id`,
      [listId, processId, entidad, day, this.work.actor.id, now],
    );
    if (created.length === 0) throw new DomainError('CONTROL_DESK.DAY_LISTED', { kind: 'conflict', field: 'day' });
    const found = await this.work.sql(
      `select 1 from control_desk.verdict join control_desk.record using (support_id)
       where record.process_id = $1 and ($2::timestamptz is null or verdict.given_at >= $2)
         and verdict.given_at <= $3 and ${NOT_UNDONE} limit 1`,
      [processId, period.from, period.to],
    );
    if (found.length === 0) throw new DomainError('CONTROL_DESK.NO_VERDICTS', { kind: 'conflict', field: 'day' });
    const start = { dedupeKey: listId, territory: entidad, stream: processId };
    const { jobId } = await this.work.startJob(ListVerdicts, { listId }, start);
    this.work.audit({ subject: ['verdict-list', listId], stream: processId, details: { day } });
    return { listId, jobId };
  }
}
