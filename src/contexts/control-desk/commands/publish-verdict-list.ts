import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { endOfCentralDay, parseCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256Stream } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess, requireOpenProcess } from '../../processes/index.js';
import { undoEnds, UNDO_MS } from '../domain/undo.js';
import { NOT_UNDONE } from '../persistence/newest-verdicts.js';
import { VerdictListFile } from '../persistence/verdict-list-file.js';

const input = z.object({
  processId: z.uuid(),
  /** Hora centro; null for all verdicts of the process. */
  day: z.iso.date().nullable(),
});

export interface PublishedVerdictList {
  readonly listId: string;
  readonly records: number;
  readonly digest: string;
}

/**
 * Publishes the list of the verdicts in force, or of those given on a day, before the seed of their sample exists
 * (decision 50). It omits verdicts that can still be undone. A later verdict does not change the list.
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
    private readonly file: VerdictListFile,
  ) {}

  async execute({ input: { processId, day } }: PublishVerdictList): Promise<PublishedVerdictList> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    const now = this.clock.now();
    const [from, to] =
      day === null ? [null, new Date(now.getTime() - UNDO_MS)] : [parseCentral(`${day}T00:00`), endOfCentralDay(day)];
    if (undoEnds(to) > now) throw new DomainError('CONTROL_DESK.DAY_NOT_OVER', { kind: 'invalid', field: 'day' });

    const listId = randomId();
    const created = await this.work.sql(
      `insert into control_desk.verdict_list (id, process_id, entidad, day, published_by, published_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (process_id, day) do nothing returning id`,
      [listId, processId, entidad, day, this.work.actor.id, now],
    );
    if (created.length === 0) throw new DomainError('CONTROL_DESK.DAY_LISTED', { kind: 'conflict', field: 'day' });
    const [counted] = await this.work.sql<{ records: number }>(
      `with listed as (
         insert into control_desk.listed_verdict (list_id, support_id, verdict_id)
         select distinct on (verdict.support_id) $1::uuid, verdict.support_id, verdict.id
         from control_desk.verdict join control_desk.record using (support_id)
         where record.process_id = $2 and ($3::timestamptz is null or verdict.given_at >= $3)
           and verdict.given_at <= $4 and ${NOT_UNDONE}
         order by verdict.support_id, verdict.given_at desc, verdict.id desc returning 1)
       select count(*)::int as records from listed`,
      [listId, processId, from, to],
    );
    const records = counted?.records ?? 0;
    if (records === 0) throw new DomainError('CONTROL_DESK.NO_VERDICTS', { kind: 'conflict', field: 'day' });
    const hash = sha256Stream();
    for await (const part of this.file.write(this.work, listId, processId, records)) hash.update(part);
    const digest = hash.digest('hex');
    await this.work.sql(`insert into control_desk.verdict_list_digest (list_id, records, digest) values ($1, $2, $3)`, [
      listId,
      records,
      digest,
    ]);
    this.work.audit({
      subject: ['verdict-list', listId],
      stream: processId,
      details: { day, records, sha256: digest },
    });
    return { listId, records, digest };
  }
}
