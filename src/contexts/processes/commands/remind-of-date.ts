import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { LegalDateApproached } from '../events/legal-date-approached.js';
import { findCalendarDate } from '../persistence/calendar-records.js';
import { lockProcess } from '../persistence/process-records.js';

const input = z.object({ dateId: z.uuid(), at: z.date(), hoursBefore: z.number().int() });

/**
 * Publishes {@link LegalDateApproached} once per legal date and interval (decision 40). `queued` is false if it was
 * published before or the date has moved.
 */
@CommandSpec({ name: 'processes.remind-of-date', permission: 'processes.remind', input, heldBy: 'system' })
export class RemindOfDate extends KernelCommand<z.infer<typeof input>, { queued: boolean }> {}

@CommandHandler(RemindOfDate)
export class RemindOfDateHandler implements ICommandHandler<RemindOfDate> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { dateId, at, hoursBefore } }: RemindOfDate): Promise<{ queued: boolean }> {
    const { processId, entidad } = await findCalendarDate(this.work, dateId);
    this.work.authorize({ entidad });
    await lockProcess(this.work, processId);
    const { at: current } = await findCalendarDate(this.work, dateId);
    if (current?.getTime() !== at.getTime()) return { queued: false };
    const queued = await this.work.sql(
      `insert into processes.calendar_reminder (date_id, at, hours_before, queued_at) values ($1, $2, $3, $4)
       on conflict do nothing returning date_id`,
      [dateId, at, hoursBefore, this.clock.now()],
    );
    if (queued.length === 0) return { queued: false };
    this.work.publish(new LegalDateApproached({ dateId, at: at.toISOString(), hoursBefore }));
    this.work.audit({ subject: ['calendar-date', dateId], stream: processId, details: { hoursBefore } });
    return { queued: true };
  }
}
