import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { MaintenanceMailDue } from '../events/maintenance-mail-due.js';
import { findMaintenance } from '../persistence/maintenance-records.js';

const NAME = 'intake.send-maintenance-mail';

const HEADINGS = {
  announced: 'Mantenimiento del sistema de Apoyo Ciudadano',
  ended: 'Terminó el mantenimiento del sistema de Apoyo Ciudadano',
  'called-off': 'Se canceló el mantenimiento del sistema de Apoyo Ciudadano',
} as const;

/** Tells an administrator of an OPL of a maintenance and asks to inform the aspirants (§10.2). */
@Injectable()
@Consumes(MaintenanceMailDue, NAME)
export class SendMaintenanceMail implements EventConsumer<MaintenanceMailDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly mailer: Mailer,
    private readonly views: Views,
  ) {}

  async handle(due: MaintenanceMailDue['payload'], message: OutboxMessage): Promise<void> {
    const { maintenanceId, what, entidad, officialId } = due;
    const [contact] = await this.dispatcher.ask(
      systemActor(NAME),
      new ListContacts({ entidad, role: 'opl-administrator', officialId }),
    );
    const maintenance = await findMaintenance(this.work, maintenanceId);
    if (!contact || !maintenance) return;
    const [from, to] = [maintenance.beginsAt, maintenance.endsAt].map((at) => formatCentral(at).slice(0, 16));
    const data = {
      heading: HEADINGS[what],
      announced: what === 'announced',
      ended: what === 'ended',
      fullName: contact.fullName,
      from,
      to,
      reason: maintenance.reason,
    };
    await this.mailer.send({
      to: contact.email,
      subject: `${HEADINGS[what]} · ${from ?? ''}`,
      text: this.views.render('intake/maintenance.mail-text', data),
      html: this.views.render('intake/maintenance.mail', data),
      messageId: `maintenance.${message.id}`,
      about: { kind: 'official', id: officialId, purpose: 'maintenance' },
    });
    this.work.audit({ subject: ['maintenance', maintenanceId], details: { mail: what, officialId } });
  }
}
