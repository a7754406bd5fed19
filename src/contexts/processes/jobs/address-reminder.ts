import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { ReminderDue } from '../events/reminder-due.js';
import { ReminderMailDue } from '../events/reminder-mail-due.js';
import { findCalendarDate } from '../persistence/calendar-records.js';

/** Decides to whom a reminder goes: the active administrators of the OPL, one message each (§13.1, decision 40). */
@Injectable()
@Consumes(ReminderDue, 'processes.address-reminder')
export class AddressReminder implements EventConsumer<ReminderDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle(payload: ReminderDue['payload']): Promise<void> {
    const { entidad, processId } = await findCalendarDate(this.work, payload.dateId);
    const contacts = await this.dispatcher.ask(
      systemActor('processes.address-reminder'),
      new ListContacts({ entidad, role: 'opl-administrator' }),
    );
    for (const { officialId } of contacts) this.work.publish(new ReminderMailDue({ ...payload, officialId }));
    this.work.audit({
      subject: ['calendar-date', payload.dateId],
      stream: processId,
      details: { addressed: contacts.length },
    });
  }
}
