import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { legalTerm } from '../domain/legal-terms.js';
import { ReminderMailDue } from '../events/reminder-mail-due.js';
import { findCalendarDate } from '../persistence/calendar-records.js';

/** Mails an administrator of the OPL what is due and when, hora centro (§13.1, decision 40). */
@Injectable()
@Consumes(ReminderMailDue, 'processes.send-reminder')
export class SendReminder implements EventConsumer<ReminderMailDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async handle({ dateId, at, officialId }: ReminderMailDue['payload'], message: OutboxMessage): Promise<void> {
    const date = await findCalendarDate(this.work, dateId);
    // Done or moved in the meantime: what the message would say is no longer so.
    if (date.met || date.at?.toISOString() !== at) return;
    const [contact] = await this.dispatcher.ask(
      systemActor('processes.send-reminder'),
      new ListContacts({ entidad: date.entidad, role: 'opl-administrator', officialId }),
    );
    if (!contact) return;
    const { label, rule, numeral } = legalTerm(date.key);
    const when = formatCentral(date.at).slice(0, 16);
    const over = date.at < this.clock.now();
    const data = {
      heading: over ? `Plazo vencido: ${label}` : label,
      fullName: contact.fullName,
      when,
      over,
      rule,
      numeral,
      isKey: date.key === 'opl-key',
      processName: date.processName,
      idProceso: date.idProceso,
      officeName: date.officeName,
      link: `${this.config.publicUrl}/admin/resources/procesos/records/${date.processId}/show`,
    };
    await this.mailer.send({
      to: contact.email,
      subject: `${over ? 'Plazo vencido' : 'Recordatorio'} · ${label} · ${date.idProceso} · ${when}`,
      text: this.views.render('processes/reminder.mail-text', data),
      html: this.views.render('processes/reminder.mail', data),
      messageId: `reminder.${message.id}`,
      practice: date.practice,
      about: { kind: 'official', id: officialId, purpose: 'reminder' },
    });
    this.work.audit({
      subject: ['calendar-date', dateId],
      stream: date.processId,
      details: { mail: 'reminder', officialId },
    });
  }
}
