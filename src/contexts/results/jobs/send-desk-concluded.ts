import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { GetProcess } from '../../processes/index.js';
import { DeskConcludedMailDue } from '../events/desk-concluded-mail-due.js';
import { findConclusion } from '../persistence/desk-conclusions.js';

const NAME = 'results.send-desk-concluded';
const job = systemActor(NAME);
const HEADING = 'La Mesa de Control concluyó la revisión';

/** Tells one official that the desk has concluded, and what comes next (§13.2 B). */
@Injectable()
@Consumes(DeskConcludedMailDue, NAME)
export class SendDeskConcluded implements EventConsumer<DeskConcludedMailDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  async handle(due: DeskConcludedMailDue['payload'], message: OutboxMessage): Promise<void> {
    const { processId, reviewed, officialId, role, entidad } = due;
    const [contact] = await this.dispatcher.ask(job, new ListContacts({ entidad, role, officialId }));
    const conclusion = await findConclusion(this.work, processId);
    // A later conclusion has messages of its own: this one would say a number that is no longer so.
    if (!contact || conclusion?.reviewed !== reviewed) return;
    const process = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const data = {
      heading: HEADING,
      fullName: contact.fullName,
      processName: process.name,
      idProceso: process.idProceso,
      reviewed: reviewed.toLocaleString('es-MX'),
      when: formatCentral(conclusion.concludedAt).slice(0, 16),
      closes: entidad === null,
      link: `${this.config.publicUrl}/admin/resources/cierres/records/${processId}/show`,
    };
    await this.mailer.send({
      to: contact.email,
      subject: `${HEADING} · ${process.idProceso}`,
      text: this.views.render('results/desk-concluded.mail-text', data),
      html: this.views.render('results/desk-concluded.mail', data),
      messageId: `desk-concluded.${message.id}`,
      practice: process.practice,
      about: { kind: 'official', id: officialId, purpose: 'desk-concluded' },
    });
    this.work.audit({
      subject: ['process', processId],
      stream: processId,
      details: { mail: 'desk-concluded', officialId },
    });
  }
}
