import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts } from '../../accounts/index.js';
import { GetMaintenanceNotice, MaintenanceAnnounced } from '../../intake/index.js';
import { ListAllProcesses } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = MaintenanceAnnounced['payload'];

const job = systemActor('notifications.maintenance');

const HEADINGS = {
  announced: 'Mantenimiento del sistema de Apoyo Ciudadano',
  corrected: 'Se corrigió el aviso de mantenimiento del sistema de Apoyo Ciudadano',
  ended: 'Terminó el mantenimiento del sistema de Apoyo Ciudadano',
  'called-off': 'Se canceló el mantenimiento del sistema de Apoyo Ciudadano',
} as const;

/** Asks the administrators of the OPLs to inform their aspirants. */
@Injectable()
@Mail({
  name: 'maintenance',
  on: MaintenanceAnnounced,
  to: 'active administrators of every OPL with an open process',
  when: 'maintenance is announced, ends or is cancelled, or its announcement is corrected',
  why: '§10.2',
})
export class MaintenanceMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async recipients(): Promise<Recipient[]> {
    const processes = await this.dispatcher.ask(job, new ListAllProcesses({}));
    const entidades = new Set(processes.filter(({ closedAt }) => closedAt === null).map(({ entidad }) => entidad));
    const recipients: Recipient[] = [];
    for (const entidad of entidades) {
      const contacts = await this.dispatcher.ask(job, new ListContacts({ entidad, role: 'opl-administrator' }));
      recipients.push(...contacts.map(({ officialId }) => ({ kind: 'official' as const, id: officialId })));
    }
    return recipients;
  }

  async compose(
    [{ maintenanceId, what }]: readonly [Payload],
    { id: officialId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    const maintenance = await this.dispatcher.ask(job, new GetMaintenanceNotice({ maintenanceId }));
    if (contact?.isActive !== true || contact.role !== 'opl-administrator' || !maintenance) return undefined;
    const [from, to] = [maintenance.beginsAt, maintenance.endsAt].map((at) => formatCentral(at).slice(0, 16));
    return {
      to: contact.email,
      subject: `${HEADINGS[what]} · ${from ?? ''}`,
      data: {
        heading: HEADINGS[what],
        announced: what === 'announced' || what === 'corrected',
        corrected: what === 'corrected',
        ended: what === 'ended',
        fullName: contact.fullName,
        from,
        to,
        reason: maintenance.reason,
        link: `${this.config.publicUrl}/admin/resources/aspirantes`,
      },
      purpose: 'maintenance',
      notes: [{ subject: ['maintenance', maintenanceId], details: { what, officialId } }],
    };
  }
}
