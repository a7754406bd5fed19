import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { UnusualReadingNoticed } from '../events/unusual-reading-noticed.js';

const input = z.object({
  accountId: z.string(),
  /** Null for an account of DERFE. */
  entidad: z.string().nullable(),
  kind: z.enum(['opened', 'revealed', 'openings', 'refused']),
  period: z.enum(['hour', 'day']),
  /** Start of the hour or day. */
  from: z.iso.datetime(),
  records: z.int().positive(),
});

/**
 * Stores that an account's count of one kind of reading was unusual in an hour or day, and again each time the count
 * has doubled; publishes {@link UnusualReadingNoticed}.
 */
@CommandSpec({
  name: 'control-desk.note-unusual-reading',
  permission: 'control-desk.note-unusual-reading',
  heldBy: 'system',
  input,
  noLegalDeadline: 'stores the time at which the reading was noticed',
})
export class NoteUnusualReading extends KernelCommand<z.infer<typeof input>, { readonly noted: boolean }> {}

@CommandHandler(NoteUnusualReading)
export class NoteUnusualReadingHandler implements ICommandHandler<NoteUnusualReading> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: reading }: NoteUnusualReading): Promise<{ noted: boolean }> {
    const { accountId, entidad, kind, period, from, records } = reading;
    this.work.authorize(entidad === null ? {} : { entidad });
    const added = await this.work.sql(
      `insert into control_desk.unusual_reading (account_id, entidad, kind, period, starts_at, records, noticed_at)
       select $1, $2, $3, $4, $5, $6, $7
       where not exists (select from control_desk.unusual_reading where account_id = $1 and kind = $3 and period = $4
         and starts_at = $5 and records * 2 > $6)
       on conflict do nothing returning 1`,
      [accountId, entidad, kind, period, from, records, this.clock.now()],
    );
    if (added.length === 0) return { noted: false };
    this.work.audit({ subject: ['reviewer', accountId], details: { reading: kind, period, from, records } });
    this.work.publish(new UnusualReadingNoticed(reading));
    return { noted: true };
  }
}
