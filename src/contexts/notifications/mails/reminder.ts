import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts } from '../../accounts/index.js';
import { GetLegalDate, LegalDateApproached } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

const job = systemActor('notifications.reminder');

@Injectable()
@Mail({
  name: 'reminder',
  on: LegalDateApproached,
  to: 'active administrators of the OPL',
  when: 'before a legal date, as its rule defines, and once after it if the obligation was not met',
  why: '§13.1, decision 40',
})
export class ReminderMail implements MailDefinition<LegalDateApproached['payload']> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async recipients({ dateId }: LegalDateApproached['payload']): Promise<Recipient[]> {
    const { entidad } = await this.dispatcher.ask(job, new GetLegalDate({ dateId }));
    const contacts = await this.dispatcher.ask(job, new ListContacts({ entidad, role: 'opl-administrator' }));
    return contacts.map(({ officialId }) => ({ kind: 'official', id: officialId }));
  }

  async compose(
    [{ dateId, at }]: readonly [LegalDateApproached['payload']],
    { id: officialId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const date = await this.dispatcher.ask(job, new GetLegalDate({ dateId }));
    // The duty was fulfilled or the date changed in the meantime.
    if (date.met || date.at?.toISOString() !== at) return undefined;
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    if (contact?.isActive !== true || contact.role !== 'opl-administrator' || contact.entidad !== date.entidad)
      return undefined;
    const { label, rule, numeral, processId, processName, idProceso, officeName, practice } = date;
    const when = formatCentral(date.at).slice(0, 16);
    const isOverdue = date.at < this.clock.now();
    return {
      to: contact.email,
      subject: `${isOverdue ? 'Plazo vencido' : 'Recordatorio'} · ${label} · ${idProceso} · ${when}`,
      data: {
        heading: isOverdue ? `Plazo vencido: ${label}` : label,
        fullName: contact.fullName,
        when,
        over: isOverdue,
        rule,
        numeral,
        isKey: date.key === 'opl-key',
        processName,
        idProceso,
        officeName,
        link: `${this.config.publicUrl}/admin/resources/procesos/records/${processId}/show`,
      },
      purpose: 'reminder',
      practice,
      notes: [{ subject: ['calendar-date', dateId], stream: processId, details: { officialId } }],
    };
  }
}
